package autoupload.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/**
 * Throwaway authority and a server certificate it signed, made by the {@code openssl} command.
 *
 * @param ca the authority's certificate
 * @param chain the server's certificate, followed by the authority's
 * @param key the server's private key
 */
public record TestCertificate(Path ca, Path chain, Path key) {
  private static final String CONFIGURATION =
      """
      [req]
      distinguished_name = name
      [name]
      [ca]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign
      subjectKeyIdentifier = hash
      [leaf]
      basicConstraints = critical,CA:FALSE
      extendedKeyUsage = serverAuth
      subjectKeyIdentifier = hash
      authorityKeyIdentifier = keyid
      subjectAltName = %s
      """;

  /**
   * A new authority and a new certificate.
   *
   * @param label what its files are called
   * @param names the names it is for, as openssl writes them: {@code DNS:localhost,IP:127.0.0.1}
   */
  public static TestCertificate create(Site site, String label, String names) {
    Path configuration = site.path(label + ".cnf");
    Path ca = site.path(label + "-ca.pem");
    Path caKey = site.path(label + "-ca.key");
    Path request = site.path(label + ".csr");
    Path leaf = site.path(label + "-leaf.pem");
    Path chain = site.path(label + "-chain.pem");
    Path key = site.path(label + ".key");
    try {
      Files.writeString(configuration, CONFIGURATION.formatted(names));
      newKey(site, configuration, caKey, "/CN=Throwaway CA " + label)
          .with("-x509", "-days", "2", "-extensions", "ca", "-out", ca.toString())
          .runOrFail();
      newKey(site, configuration, key, "/CN=" + label).with("-out", request.toString()).runOrFail();
      site.command("openssl", "x509", "-req", "-days", "2", "-in", request.toString())
          .with("-CA", ca.toString(), "-CAkey", caKey.toString(), "-CAcreateserial")
          .with("-extfile", configuration.toString(), "-extensions", "leaf")
          .with("-out", leaf.toString())
          .runOrFail();
      Files.writeString(chain, Files.readString(leaf) + Files.readString(ca));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TestCertificate(ca, chain, key);
  }

  private static Command newKey(Site site, Path configuration, Path key, String subject) {
    return site.command("openssl", "req", "-new", "-newkey", "ec")
        .with("-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", subject)
        .with("-config", configuration.toString(), "-keyout", key.toString());
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
