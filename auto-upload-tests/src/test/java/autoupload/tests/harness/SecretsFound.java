package autoupload.tests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scanner for the secrets of a test, in command lines and in files. */
final class SecretsFound {
  private static final int LARGEST_FILE = 1 << 16;

  private static final Map<String, SecretKind> CLIENT_VALUES =
      Map.of(
          "-p", SecretKind.PASSWORD,
          "--password", SecretKind.PASSWORD,
          "-t", SecretKind.SEED,
          "--totp", SecretKind.SEED);

  private static final Map<String, SecretKind> ADDUSER_VALUES =
      Map.of("-p", SecretKind.PASSWORD, "--password", SecretKind.PASSWORD);

  private static final Map<String, SecretKind> FILES =
      Map.of("--password-file", SecretKind.PASSWORD, "--totp-file", SecretKind.SEED);

  private static final Pattern IDENTITY = Pattern.compile("AGE-SECRET-KEY-[A-Z0-9-]+");
  private static final Pattern TICKET = Pattern.compile("^([0-9a-f]{64}) \\d+$", Pattern.MULTILINE);
  private static final Pattern HASH = Pattern.compile("\\$argon2id?\\$[^#\\s]*\\$([^#$\\s]+)");
  private static final Pattern SEED =
      Pattern.compile("^[^#\\n]+#([A-Z2-7]{16,})#", Pattern.MULTILINE);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END");

  private final WholeLog log;

  SecretsFound(WholeLog log) {
    this.log = log;
  }

  /** Those in the arguments of one of the commands, and in files these name. */
  void inCommandLine(String command, List<String> arguments) throws IOException {
    Map<String, SecretKind> values =
        switch (command) {
          case "client" -> CLIENT_VALUES;
          case "adduser" -> ADDUSER_VALUES;
          default -> Map.of();
        };
    String before = "";
    for (String argument : arguments) {
      int equals = argument.startsWith("-") ? argument.indexOf('=') : -1;
      String option = equals < 0 ? before : argument.substring(0, equals);
      String value = argument.substring(equals + 1);
      if (values.containsKey(option) && !value.isEmpty()) {
        log.know(values.get(option), value);
      }
      if (isSmallFile(Path.of(value))) {
        if (FILES.containsKey(option)) {
          inFirstLine(Path.of(value), FILES.get(option));
        }
        inFile(Path.of(value));
      }
      before = argument;
    }
  }

  private void inFirstLine(Path file, SecretKind kind) throws IOException {
    String line = read(file).lines().findFirst().orElse("");
    if (!line.isBlank()) {
      log.know(kind, line.strip());
    }
  }

  /** Those in a file that nobody but its owner may read. */
  void inPrivateFile(Path file) throws IOException {
    Set<PosixFilePermission> others =
        EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    if (isSmallFile(file)) {
      others.retainAll(Files.getPosixFilePermissions(file));
      if (others.isEmpty()) {
        inFile(file);
      }
    }
  }

  private static boolean isSmallFile(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.isReadable(file)
        && Files.size(file) <= LARGEST_FILE;
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private void inFile(Path file) throws IOException {
    String text = read(file);
    each(IDENTITY, text, found -> learn(SecretKind.IDENTITY, found.group()));
    each(HASH, text, found -> learn(SecretKind.HASH, found.group(1)));
    each(SEED, text, found -> log.know(SecretKind.SEED, found.group(1)));
    each(TICKET, text, found -> ticket(found.group(1)));
    each(
        KEY,
        text,
        found ->
            found
                .group(1)
                .lines()
                .map(String::strip)
                .forEach(line -> learn(SecretKind.PRIVATE_KEY, line)));
  }

  /** A file may be damaged on purpose: what is left of a secret may be next to nothing. */
  private void learn(SecretKind kind, String secret) {
    if (secret.length() >= WholeLog.SHORTEST) {
      log.know(kind, secret);
    }
  }

  private void ticket(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    log.know(SecretKind.TICKET, hex);
    log.know(SecretKind.TICKET, Base64.getEncoder().withoutPadding().encodeToString(bytes));
    log.know(SecretKind.TICKET, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static void each(Pattern pattern, String text, Consumer<Matcher> action) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      action.accept(matcher);
    }
  }
}
