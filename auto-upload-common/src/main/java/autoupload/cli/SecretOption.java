package autoupload.cli;

import autoupload.files.FileExposure;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Secret that a command needs, from one of four places: an option's value (which every user of the
 * machine can see in the process list), the first line of a file, the first line of standard input,
 * or a question at the terminal. May be read again and again, by one thread.
 */
public final class SecretOption {
  /** How the file of a secret is named after the option that takes the secret itself. */
  static final String FILE_SUFFIX = "-file";

  /** The longest first line read from a file, in bytes. */
  private static final int MAX_BYTES = 4096;

  private final String option;
  private final String fileOption;
  private final InputStream stdin;

  /** For example {@code new SecretOption("--password", "--password-file")}. */
  public SecretOption(String option, String fileOption) {
    this(option, fileOption, System.in);
  }

  SecretOption(String option, String fileOption, InputStream stdin) {
    this.option = option;
    this.fileOption = fileOption;
    this.stdin = stdin;
  }

  /** Whether an option's value is a secret: one that may be in a file of its own instead. */
  static boolean isSecret(OptionSpec option) {
    return option.command().findOption(option.longestName() + FILE_SUFFIX) != null;
  }

  /** Whether it may be another one at the next read: in a file, not given, piped or typed. */
  public static boolean mayChange(Optional<Path> file) {
    return file.filter(path -> !path.equals(NamedFiles.STANDARD_INPUT)).isPresent();
  }

  /**
   * The secret, never empty; the caller wipes it.
   *
   * @param value what {@code option} gave
   * @param file what {@code fileOption} gave: a path, or {@code -} for standard input. The line's
   *     end, LF or CR LF, is not part of the secret
   * @param prompt asks where neither option was given; empty where there is no terminal
   * @param warnings told in one line, at each read, that others may read the file
   * @throws OperatorError if there is no secret, more than one, or it cannot be read
   */
  public char[] read(
      Optional<String> value,
      Optional<Path> file,
      Supplier<Optional<char[]>> prompt,
      Consumer<String> warnings) {
    if (value.isPresent() && file.isPresent()) {
      throw OperatorError.usage("give " + option + " or " + fileOption + ", not both");
    }
    if (value.isPresent()) {
      return notEmpty(value.get().toCharArray(), option);
    }
    if (file.isPresent()) {
      return notEmpty(fromFile(file.get(), warnings), fileOption + " " + file.get());
    }
    char[] typed = prompt.get().orElseThrow(this::nowhere);
    return notEmpty(typed, "what was typed");
  }

  private OperatorError nowhere() {
    return OperatorError.usage(
        "there is no terminal to ask at: give " + fileOption + " FILE or " + option);
  }

  static char[] notEmpty(char[] secret, String source) {
    if (secret.length == 0) {
      throw OperatorError.usage(source + " is empty: a secret of at least one character is needed");
    }
    return secret;
  }

  private char[] fromFile(Path file, Consumer<String> warnings) {
    if (file.equals(NamedFiles.STANDARD_INPUT)) {
      try {
        return firstLine(stdin, "standard input");
      } catch (IOException e) {
        throw unreadable("standard input", e);
      }
    }
    try (InputStream in = Files.newInputStream(file)) {
      char[] secret = firstLine(in, file.toString());
      if (FileExposure.isReadableByOthers(file)) {
        warnings.accept(FileExposure.warning(file));
      }
      return secret;
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  private static OperatorError unreadable(String source, IOException cause) {
    return new OperatorError(
        ExitCode.USAGE, "cannot read the secret in " + source + ": " + IoReason.of(cause), cause);
  }

  /** The first line without its end; nothing after it is taken. */
  static char[] firstLine(InputStream in, String source) throws IOException {
    try (WipedBytes line = new WipedBytes()) {
      // Byte by byte: nothing after the line may be taken from standard input.
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        if (line.size() == MAX_BYTES) {
          throw OperatorError.usage(
              "the first line of " + source + " is longer than 4096 bytes: no secret is");
        }
        line.write(b);
      }
      return line.decode();
    } catch (CharacterCodingException e) {
      throw OperatorError.usage("the first line of " + source + " is not UTF-8 text: save it so");
    }
  }

  /** Byte buffer that leaves no copy behind: it never grows, and is wiped. */
  private static final class WipedBytes extends ByteArrayOutputStream {
    WipedBytes() {
      super(MAX_BYTES);
    }

    char[] decode() throws CharacterCodingException {
      int end = count > 0 && buf[count - 1] == '\r' ? count - 1 : count;
      int start = ByteOrderMark.lengthIn(buf, end);
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buf, start, end - start));
      char[] secret = Arrays.copyOf(text.array(), text.limit());
      Arrays.fill(text.array(), '\0');
      return secret;
    }

    @Override
    public void close() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
