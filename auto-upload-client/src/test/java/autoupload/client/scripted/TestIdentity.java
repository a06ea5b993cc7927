package autoupload.client.scripted;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tls.ClientTrust;
import autoupload.tls.ServerIdentity;
import autoupload.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Self-signed certificate for 127.0.0.1, and its key, as openssl makes them. */
public final class TestIdentity {
  private final SSLContext context;
  private final ClientTrust trust;

  /** Makes them in {@code dir}. */
  public TestIdentity(Path dir) throws IOException {
    Path key = dir.resolve("key.pem");
    Path certificate = dir.resolve("certificate.pem");
    openssl(dir, key, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    openssl(
        dir,
        certificate,
        "req -x509 -new -sha256 -days 30 -key key.pem -subj /CN=127.0.0.1"
            + " -addext subjectAltName=IP:127.0.0.1");
    context = ServerTls.context(ServerIdentity.load(certificate, key));
    trust = ClientTrust.authorities(certificate);
  }

  /** How the server proves itself. */
  SSLContext context() {
    return context;
  }

  /** How a client knows the server. */
  public ClientTrust trust() {
    return trust;
  }

  private static void openssl(Path dir, Path out, String arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-out", out.toString()));
    Path printed = dir.resolve("openssl.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(printed));
      }
    } catch (IOException e) {
      assumeTrue(false, "the openssl command is not installed: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-------"));
  }
}
