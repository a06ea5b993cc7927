package autoupload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates as the {@code openssl} command makes them, in one folder. */
public final class OpenSsl {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path dir;

  public OpenSsl(Path dir) {
    this.dir = dir;
    assumeTrue(isInstalled(), "the openssl command is not installed");
    write(
        "openssl.cnf",
        String.join(
            "\n",
            "[req]",
            "distinguished_name = empty",
            "[empty]",
            "[authority]",
            "basicConstraints = critical,CA:true",
            "keyUsage = critical,keyCertSign,cRLSign",
            "[ca]",
            "default_ca = test",
            "[test]",
            "database = " + dir.resolve("index.txt"),
            "new_certs_dir = " + dir,
            "rand_serial = yes",
            "default_md = sha256",
            "policy = policy",
            "unique_subject = no",
            "[policy]",
            "commonName = supplied",
            ""));
    write("index.txt", "");
  }

  /** Runs openssl in the folder and returns what it printed. */
  public String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
      builder.environment().put("OPENSSL_CONF", dir.resolve("openssl.cnf").toString());
      Path errors = dir.resolve("errors.txt");
      Process process = builder.redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(() -> command + "\n" + read(errors)).isZero();
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path path(String name) {
    return dir.resolve(name);
  }

  public String text(String name) {
    return read(path(name));
  }

  /** Writes a file that only its owner can read. */
  public Path write(String name, String text) {
    try {
      Path path = Files.writeString(path(name), text);
      path.toFile().setReadable(false, false);
      path.toFile().setReadable(true, true);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes {@code name.key}, on P-256. */
  public void ecKey(String name) {
    run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key(name));
  }

  /** Makes {@code name.key}, RSA with 2048 bits. */
  public void rsaKey(String name) {
    run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key(name));
  }

  /** Makes {@code name.key} and the self-signed authority {@code name.pem}. */
  public void root(String name) {
    ecKey(name);
    run(
        "req",
        "-x509",
        "-new",
        "-key",
        key(name),
        "-subj",
        "/CN=" + name,
        "-days",
        "30",
        "-extensions",
        "authority",
        "-out",
        pem(name));
  }

  /** Makes {@code name.key} and the authority {@code name.pem}, issued by another. */
  public void intermediate(String name, String issuer) {
    intermediate(name, issuer, Instant.now().minusSeconds(60), daysFromNow(30));
  }

  /** As above, with its dates. */
  public void intermediate(String name, String issuer, Instant from, Instant to) {
    ecKey(name);
    issue(name, issuer, "basicConstraints = critical,CA:true", from, to);
  }

  /** Makes {@code name.key} and {@code name.pem} for the given names, such as "DNS:localhost". */
  public void server(String name, String issuer, String names) {
    ecKey(name);
    certificate(name, issuer, names, Instant.now().minusSeconds(60), daysFromNow(30));
  }

  /** Makes {@code name.pem} for the key in {@code name.key}. */
  public void certificate(String name, String issuer, String names, Instant from, Instant to) {
    issue(name, issuer, "subjectAltName = " + names, from, to);
  }

  public static Instant daysFromNow(int days) {
    return Instant.now().plusSeconds(days * 86_400L);
  }

  private void issue(String name, String issuer, String extension, Instant from, Instant to) {
    write(name + ".ext", extension + "\n");
    run("req", "-new", "-key", key(name), "-subj", "/CN=" + name, "-out", name + ".csr");
    run(
        "ca",
        "-batch",
        "-notext",
        "-config",
        "openssl.cnf",
        "-in",
        name + ".csr",
        "-out",
        pem(name),
        "-cert",
        pem(issuer),
        "-keyfile",
        key(issuer),
        "-extfile",
        name + ".ext",
        "-startdate",
        DATE.format(from),
        "-enddate",
        DATE.format(to));
  }

  private static String key(String name) {
    return name + ".key";
  }

  private static String pem(String name) {
    return name + ".pem";
  }

  private static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("openssl", "version").start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
