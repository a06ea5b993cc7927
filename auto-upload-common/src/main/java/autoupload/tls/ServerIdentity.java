package autoupload.tls;

import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import autoupload.pem.CertificateFile;
import autoupload.pem.PrivateKeyFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Certificate chain and private key of a server.
 *
 * @param chain the certificates to send, the server's own first, each signed by the next
 * @param key the private key of the first
 * @param warnings what clients may stumble over, one line each, for the operator
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key, List<String> warnings) {
  private static final byte[] CHALLENGE = new byte[32];

  /** The lists are copied. */
  public ServerIdentity {
    chain = List.copyOf(chain);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a certificate chain and its private key from PEM files as certbot, OpenSSL and others
   * write them: certificates in any order, with or without the root, with others between them. The
   * server's own is the one the key belongs to.
   *
   * @param certificates at least the server's certificate; both paths may name the same file
   * @param key RSA or EC, as PKCS#8, PKCS#1 or SEC 1, without a passphrase, not readable by others
   * @throws OperatorError if a file cannot be used, the key does not belong to a certificate, or a
   *     certificate between others is missing
   */
  public static ServerIdentity load(Path certificates, Path key) {
    return load(certificates, key, Clock.systemUTC());
  }

  static ServerIdentity load(Path certificates, Path keyFile, Clock clock) {
    Instant now = clock.instant();
    List<X509Certificate> found = CertificateFile.read(certificates);
    PrivateKey key = PrivateKeyFile.read(keyFile);
    X509Certificate leaf =
        found.stream()
            .filter(certificate -> belongs(key, certificate))
            .min(
                Comparator.comparing((X509Certificate c) -> !IssuerChain.isInDate(c, now))
                    .thenComparing(IssuerChain::isSelfSigned)
                    .thenComparing(X509Certificate::getNotAfter, Comparator.reverseOrder()))
            .orElseThrow(() -> stranger(certificates, keyFile));
    IssuerChain chain = IssuerChain.from(leaf, found, now);
    List<String> warnings = new ArrayList<>();
    if (!chain.endsInRoot() && !TrustRoots.ofJavaKnow(chain.certificates())) {
      refuseGap(chain, certificates);
      warnings.add(unknownIssuer(chain.last(), certificates));
    }
    if (!IssuerChain.isInDate(leaf, now)) {
      warnings.add(outOfDate(leaf, certificates, now));
    }
    return new ServerIdentity(chain.withoutRoot(), key, warnings);
  }

  /** Names the server's certificate only. */
  @Override
  public String toString() {
    return "ServerIdentity[" + OneLine.quote(chain.get(0).getSubjectX500Principal()) + "]";
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update(CHALLENGE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(CHALLENGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static OperatorError stranger(Path certificates, Path key) {
    return OperatorError.usage(
        "the private key "
            + OneLine.quote(key)
            + " does not belong to a certificate in "
            + OneLine.quote(certificates)
            + "; give the two that were made together (certbot: fullchain.pem and privkey.pem)");
  }

  /** An authority in the file that the chain does not reach tells that one between is missing. */
  private static void refuseGap(IssuerChain chain, Path file) {
    if (chain.unused().stream().anyMatch(other -> other.getBasicConstraints() >= 0)) {
      throw OperatorError.usage(
          OneLine.quote(file)
              + " lacks the certificate of "
              + OneLine.quote(chain.last().getIssuerX500Principal())
              + ", which issued "
              + OneLine.quote(chain.last().getSubjectX500Principal())
              + "; add it, or give the whole chain (certbot: fullchain.pem)");
    }
  }

  private static String unknownIssuer(X509Certificate last, Path file) {
    return "the issuer "
        + OneLine.quote(last.getIssuerX500Principal())
        + " is neither in "
        + OneLine.quote(file)
        + " nor known to Java: give the whole chain (certbot: fullchain.pem), or, if the authority"
        + " is your own, give its certificate to clients with --ca";
  }

  private static String outOfDate(X509Certificate leaf, Path file, Instant now) {
    Instant from = leaf.getNotBefore().toInstant();
    boolean early = now.isBefore(from);
    return "the certificate in "
        + OneLine.quote(file)
        + (early ? " is not valid before " + from : " expired " + leaf.getNotAfter().toInstant())
        + " and clients will refuse it: renew it, or set this machine's clock, which says "
        + now;
  }
}
