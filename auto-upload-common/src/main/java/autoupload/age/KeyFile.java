package autoupload.age;

import autoupload.cli.ByteOrderMark;
import autoupload.files.FileExposure;
import autoupload.files.FileMode;
import autoupload.files.Folder;
import autoupload.files.Replace;
import autoupload.files.SmallFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Key files as the {@code age} commands have them: one key a line; blank lines and lines that start
 * with {@code #} do not count.
 */
public final class KeyFile {
  /** The largest, in bytes. */
  private static final int MAX_BYTES = 1 << 20;

  private KeyFile() {}

  /**
   * The identities of a file, at least one; the caller closes them.
   *
   * @param warnings told in one line when others may read the file
   * @throws OperatorError if it cannot be read or has none; it quotes nothing of the file
   */
  public static List<Identity> identities(Path file, PrintWriter warnings) {
    List<Identity> identities = read(file, "identity", Identity::parse);
    if (FileExposure.isReadableByOthers(file)) {
      warnings.println(FileExposure.warning(file));
    }
    return identities;
  }

  /**
   * The recipients of a file, at least one.
   *
   * @throws OperatorError if it cannot be read or has none
   */
  public static List<Recipient> recipients(Path file) {
    return read(file, "recipient", line -> Recipient.parse(new String(line)));
  }

  /** The lines that {@link #identities} reads: the recipient as a comment, and the identity. */
  public static byte[] text(Identity identity) {
    char[] secret = identity.encoded();
    byte[] comment =
        ("# public key: " + identity.recipient() + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] text = Arrays.copyOf(comment, comment.length + secret.length + 1);
    for (int i = 0; i < secret.length; i++) {
      text[comment.length + i] = (byte) secret[i];
    }
    text[text.length - 1] = '\n';
    Arrays.fill(secret, '\0');
    return text;
  }

  /**
   * Writes an identity into a new file, mode 0600, durably. An existing file stays as it is: it may
   * hold the only key to somebody's files.
   *
   * @throws OperatorError if there is such a file, or it cannot be written
   */
  public static void create(Path file, Identity identity) {
    byte[] text = text(identity);
    Path absolute = file.toAbsolutePath();
    boolean isOurs = false;
    try (FileChannel out =
        FileChannel.open(
            absolute,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            FileMode.OWNER_ONLY)) {
      isOurs = true;
      Replace.writeAll(out, ByteBuffer.wrap(text));
      out.force(true);
      Folder.force(absolute.getParent());
    } catch (FileAlreadyExistsException e) {
      throw new OperatorError(
          ExitCode.USAGE,
          file + " exists already, and may hold the only key to sealed files: give another name",
          e);
    } catch (IOException e) {
      if (isOurs) {
        SmallFile.discard(absolute); // it opens nothing, and would only be in the way
      }
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot write the identity to " + file + ": " + IoReason.of(e), e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static <T> List<T> read(Path file, String kind, Function<char[], T> parser) {
    byte[] content = content(file);
    List<T> keys = new ArrayList<>();
    try {
      int number = 0;
      int first = ByteOrderMark.lengthIn(content, content.length);
      for (int start = first; start < content.length; ) {
        int end = start;
        while (end < content.length && content[end] != '\n') {
          end++;
        }
        number++;
        char[] line = line(content, start, end);
        if (line.length > 0 && line[0] != '#') {
          keys.add(parse(line, parser, kind + " in line " + number + " of " + file));
        }
        Arrays.fill(line, '\0');
        start = end + 1;
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
    if (keys.isEmpty()) {
      throw OperatorError.usage("there is no " + kind + " in " + file);
    }
    return keys;
  }

  /** Without blanks around it, and without the CR of a file from Windows. */
  private static char[] line(byte[] content, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && content[start] <= ' ' && content[start] > 0) {
      start++;
    }
    while (start < end && content[end - 1] <= ' ' && content[end - 1] > 0) {
      end--;
    }
    char[] line = new char[end - start];
    for (int i = 0; i < line.length; i++) {
      line[i] = (char) (content[start + i] & 0xff);
    }
    return line;
  }

  private static <T> T parse(char[] line, Function<char[], T> parser, String what) {
    try {
      return parser.apply(line);
    } catch (IllegalArgumentException e) {
      throw new OperatorError(ExitCode.USAGE, "cannot use the " + what + ": " + e.getMessage(), e);
    }
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw OperatorError.usage(file + " is too large for a file of keys");
      }
      return content;
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.USAGE, "cannot read the keys in " + file + ": " + IoReason.of(e), e);
    }
  }
}
