package autoupload.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Certificate chain: a certificate followed by those that vouch for it, each signed by the next.
 *
 * @param certificates the chain, from the leaf up
 * @param unused what else there was
 */
record IssuerChain(List<X509Certificate> certificates, List<X509Certificate> unused) {
  /** Puts {@code others}, in any order, behind {@code leaf} as far as the signatures lead. */
  static IssuerChain from(X509Certificate leaf, List<X509Certificate> others, Instant now) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    List<X509Certificate> rest = new ArrayList<>(others);
    rest.remove(leaf);
    Optional<X509Certificate> issuer = issuerOf(leaf, rest, now);
    while (issuer.isPresent()) {
      chain.add(issuer.get());
      rest.remove(issuer.get());
      issuer = issuerOf(issuer.get(), rest, now);
    }
    return new IssuerChain(List.copyOf(chain), List.copyOf(rest));
  }

  /** The last certificate: a root, or one whose issuer was not there. */
  X509Certificate last() {
    return certificates.get(certificates.size() - 1);
  }

  /** Whether nobody else is needed to vouch for it. */
  boolean endsInRoot() {
    return isSelfSigned(last());
  }

  /** The certificates to send: a root at the end convinces nobody who does not have it already. */
  List<X509Certificate> withoutRoot() {
    return certificates.size() > 1 && endsInRoot()
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  /** Whether the certificate is signed with its own key. */
  static boolean isSelfSigned(X509Certificate certificate) {
    return isIssuedBy(certificate, certificate);
  }

  /** Whether {@code issuer} has the name and the key that {@code certificate} was signed with. */
  static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether {@code now} lies between the certificate's dates. */
  static boolean isInDate(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * Where an authority has several certificates for one key, one in date is better, and one that is
   * signed by an older authority leads further.
   */
  private static Optional<X509Certificate> issuerOf(
      X509Certificate certificate, List<X509Certificate> candidates, Instant now) {
    if (isSelfSigned(certificate)) {
      return Optional.empty();
    }
    return candidates.stream()
        .filter(candidate -> isIssuedBy(certificate, candidate))
        .min(
            Comparator.comparing((X509Certificate candidate) -> !isInDate(candidate, now))
                .thenComparing(IssuerChain::isSelfSigned));
  }
}
