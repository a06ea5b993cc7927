package autoupload.server.scripted;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tls.ClientTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Certificate for 127.0.0.1, its key, and a password file with cheap hashes, in one folder. */
public record Credentials(Path certificate, Path key, Path passwords) {
  /** The password of every account that {@link #line} makes. */
  public static final String PASSWORD = "right";

  /** Argon2id of {@link #PASSWORD} with the least memory there is, so that logins cost nothing. */
  public static final String HASH =
      "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$YkHh8R7abQOkNNdaQ9YshA";

  /** The same of the password "other". */
  public static final String OTHER_HASH =
      "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$zuuTlDKh5erYK0vi9wsRYw";

  /** Makes them, for these users. */
  public static Credentials make(Path dir, String... users) {
    Path key = dir.resolve("key.pem");
    Path certificate = dir.resolve("certificate.pem");
    openssl(
        dir, List.of("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), key);
    openssl(
        dir,
        List.of(("req -x509 -new -sha256 -days 30 -key " + key.getFileName()).split(" ")),
        List.of("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
        certificate);
    Credentials made = new Credentials(certificate, key, dir.resolve("passwords"));
    made.setUsers(users);
    return made;
  }

  /** How a client knows the server. */
  public ClientTrust trust() {
    return ClientTrust.authorities(certificate);
  }

  /** Replaces the password file by one with these users. */
  public void setUsers(String... users) {
    StringBuilder text = new StringBuilder();
    for (String user : users) {
      text.append(line(user));
    }
    setPasswords(text.toString());
  }

  /** Replaces the password file as adduser does, in one step. */
  public void setPasswords(String text) {
    try {
      Path temporary = passwords.resolveSibling("passwords.new");
      Files.writeString(temporary, text);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
      Files.move(temporary, passwords, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line of a user whose password is {@link #PASSWORD}. */
  public static String line(String user) {
    return user + "#" + HASH + "\n";
  }

  private static void openssl(Path dir, List<String> arguments, Path out) {
    openssl(dir, arguments, List.of(), out);
  }

  private static void openssl(Path dir, List<String> arguments, List<String> more, Path out) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(arguments);
    command.addAll(more);
    command.addAll(List.of("-out", out.toString()));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("openssl.txt").toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(dir.resolve("openssl.txt")));
      }
      Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      assumeTrue(false, "the openssl command is not installed: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
