package autoupload.pem;

import autoupload.operator.ExitCode;
import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lenient reader of a PEM file (RFC 7468), as people make such files: any text before, between and
 * after the blocks, any line ends, none at the end of the file, two blocks joined on one line, a
 * byte order mark. The content may be a secret key: it is wiped by {@link #close}.
 */
final class PemFile implements AutoCloseable {
  private static final int MAX_BYTES = 2 << 20;
  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] DASHES = ascii("-----");
  private static final int DER_SEQUENCE = 0x30;

  private final Path path;
  private final List<PemBlock> blocks = new ArrayList<>();
  private final boolean binary;

  private PemFile(Path path, byte[] text, int length) {
    this.path = path;
    this.binary = length > 0 && text[0] == DER_SEQUENCE;
    boolean complete = false;
    try {
      parse(text, length);
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param what what it should hold, for messages: "certificate", "private key"
   * @throws OperatorError if it cannot be read, has more than 2 MiB or a damaged block
   */
  static PemFile read(Path path, String what) {
    String file = "the " + what + " file " + OneLine.quote(path);
    if (Files.isDirectory(path)) {
      throw OperatorError.usage(file + " is a folder; name the PEM file in it");
    }
    byte[] text = new byte[MAX_BYTES + 1];
    try (InputStream in = Files.newInputStream(path)) {
      int length = in.readNBytes(text, 0, text.length);
      if (length > MAX_BYTES) {
        throw OperatorError.usage(file + " has more than 2 MiB; give a PEM file");
      }
      return new PemFile(path, text, length);
    } catch (NoSuchFileException e) {
      throw unreadable(file + " does not exist; check the path", e);
    } catch (AccessDeniedException e) {
      String user = OneLine.quote(System.getProperty("user.name"));
      throw unreadable(file + " may not be read by user " + user + "; let this user read it", e);
    } catch (IOException e) {
      throw unreadable("cannot read " + file + " (" + OneLine.quote(e.getMessage()) + ")", e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static OperatorError unreadable(String message, IOException cause) {
    return new OperatorError(ExitCode.USAGE, message, cause);
  }

  /** The blocks in the order of the file. */
  List<PemBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** The error for a file that has no block of the kind wanted; says what it has instead. */
  OperatorError lacks(String what) {
    String file = OneLine.quote(path);
    if (blocks.stream().anyMatch(PemBlock::isPrivateKey)) {
      return OperatorError.usage(
          file + " holds a private key, no " + what + "; check that the two are not swapped");
    }
    if (blocks.stream().anyMatch(PemBlock::isCertificate)) {
      return OperatorError.usage(
          file + " holds a certificate, no " + what + "; check that the two are not swapped");
    }
    if (binary) {
      return OperatorError.usage(
          file
              + " is not PEM but seems to be DER or PKCS#12; convert it, for example: openssl "
              + (what.equals(PrivateKeyFile.WHAT) ? "pkey" : "x509")
              + " -inform der -in FILE -out FILE.pem");
    }
    return OperatorError.usage(
        "there is no "
            + what
            + " in "
            + file
            + "; give a PEM file, with -----BEGIN "
            + what.toUpperCase(Locale.ROOT)
            + "----- in it");
  }

  /** Wipes the content of all blocks. */
  @Override
  public void close() {
    blocks.forEach(PemBlock::wipe);
  }

  private void parse(byte[] text, int length) {
    int begin = indexOf(text, BEGIN, 0, length);
    while (begin >= 0) {
      int labelStart = begin + BEGIN.length;
      int labelEnd = indexOf(text, DASHES, labelStart, length);
      if (labelEnd < 0) {
        throw damaged("a block");
      }
      String label =
          new String(text, labelStart, labelEnd - labelStart, StandardCharsets.ISO_8859_1);
      byte[] endMark = ascii("-----END " + label + "-----");
      int bodyStart = labelEnd + DASHES.length;
      int bodyEnd = indexOf(text, endMark, bodyStart, length);
      if (bodyEnd < 0) {
        throw damaged(label);
      }
      blocks.add(
          PemBlock.decode(label, text, bodyStart, bodyEnd).orElseThrow(() -> damaged(label)));
      begin = indexOf(text, BEGIN, bodyEnd + endMark.length, length);
    }
  }

  private OperatorError damaged(String label) {
    return OperatorError.usage(
        (PemBlock.isQuotable(label) ? label : "a block")
            + " in "
            + OneLine.quote(path)
            + " is damaged or cut short; copy or make the file again");
  }

  private static int indexOf(byte[] text, byte[] wanted, int from, int to) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
