package autoupload.cli;

import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings file of a command: UTF-8 text with a {@code name = value} on each line. Blank lines and
 * those that begin with {@code #} mean nothing. A value is all that follows, without the blanks
 * around it, also where it holds a {@code #}; double quotes around the whole of it are taken off,
 * so that it may begin or end with a blank. A name may come again where an option may.
 */
final class SettingsFile {
  /** More is no settings file, but a recording whose name was given by mistake. */
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final Map<String, List<Setting>> settings = new LinkedHashMap<>();

  /**
   * Value of a name.
   *
   * @param line its line in the file, the first being 1
   */
  record Setting(String value, int line) {}

  private SettingsFile(Path path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @throws OperatorError {@code USAGE} if it cannot be read, or a line is none of a settings file
   */
  static SettingsFile read(Path path) {
    SettingsFile file = new SettingsFile(path);
    String text = text(path);
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String words = line.strip();
      if (!words.isEmpty() && words.charAt(0) != '#') {
        file.add(words, number);
      }
    }
    return file;
  }

  private static String text(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw OperatorError.usage(path + " is larger than 1 MiB: no settings file is");
      }
      int start = ByteOrderMark.lengthIn(bytes, bytes.length);
      ByteBuffer content = ByteBuffer.wrap(bytes, start, bytes.length - start);
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException e) {
      throw OperatorError.usage(path + " is not UTF-8 text: save it so");
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.USAGE, "cannot read the settings in " + path + ": " + IoReason.of(e), e);
    }
  }

  /** A line may hold a secret, so what is wrong with it is said without it. */
  private void add(String words, int line) {
    int equals = words.indexOf('=');
    if (words.startsWith("[") || equals <= 0) {
      throw failure(line, "expected NAME = VALUE, such as folder = /media/card");
    }
    String name = words.substring(0, equals).strip();
    String value = unquoted(words.substring(equals + 1).strip());
    if (value.isBlank()) {
      throw failure(line, name + " is empty: leave the line out for the default");
    }
    settings.computeIfAbsent(name, any -> new ArrayList<>()).add(new Setting(value, line));
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  OperatorError failure(int line, String words) {
    return OperatorError.usage(path + ", line " + line + ": " + words);
  }

  Path path() {
    return path;
  }

  /** The values of each name, in the order of the file. */
  Map<String, List<Setting>> settings() {
    return settings;
  }
}
