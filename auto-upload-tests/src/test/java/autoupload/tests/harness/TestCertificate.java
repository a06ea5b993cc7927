package autoupload.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/**
 * Throwaway authority and a server certificate it signed, made by {@code certificate.sh}.
 *
 * @param ca the authority's certificate
 * @param chain the server's certificate, followed by the authority's
 * @param key the server's private key
 */
public record TestCertificate(Path ca, Path chain, Path key) {
  /**
   * A new authority and a new certificate.
   *
   * @param label what its folder is called
   * @param names the names it is for, as openssl writes them: {@code DNS:localhost,IP:127.0.0.1}
   */
  public static TestCertificate create(Site site, String label, String names) {
    Path folder = site.path(label);
    String script = Installation.root().resolve("certificate.sh").toString();
    site.command(script, folder.toString(), names).runOrFail();
    return new TestCertificate(
        folder.resolve("ca.pem"), folder.resolve("fullchain.pem"), folder.resolve("privkey.pem"));
  }

  /** The pin of the server's public key in curl's form: {@code sha256//BASE64}. */
  public String pin() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(chain)) {
      byte[] publicKey =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(in)
              .getPublicKey()
              .getEncoded();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
      return "sha256//" + Base64.getEncoder().encodeToString(hash);
    }
  }
}
