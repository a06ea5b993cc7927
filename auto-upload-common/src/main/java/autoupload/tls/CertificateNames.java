package autoupload.tls;

import autoupload.operator.OneLine;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Subject alternative names of a certificate (RFC 5280, section 4.2.1.6): the hosts it is for. */
final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int MAX_SHOWN = 5;

  private CertificateNames() {}

  /** Up to five names and addresses for an operator to read; its subject if it has none. */
  static String of(X509Certificate certificate) {
    List<String> names =
        alternatives(certificate).stream()
            .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
            .map(name -> OneLine.quote(name.get(1)))
            .toList();
    if (names.isEmpty()) {
      return OneLine.quote(certificate.getSubjectX500Principal());
    }
    String shown = names.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
    int more = names.size() - MAX_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of());
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
