package autoupload.tls;

import autoupload.operator.OneLine;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager that demands a chain from a trusted authority, the host's name and dates that
 * include now, as Java checks them, and finds out what to tell the operator when Java says no.
 */
final class ChainProof extends ServerProof {
  private static final Set<CertPathValidatorException.Reason> DATES =
      Set.of(BasicReason.EXPIRED, BasicReason.NOT_YET_VALID);

  private final X509ExtendedTrustManager java;
  private final Clock clock;

  ChainProof(X509ExtendedTrustManager java, Clock clock) {
    this.java = java;
    this.clock = clock;
  }

  @Override
  void check(X509Certificate[] chain, String authType, Socket socket) throws Refusal {
    try {
      java.checkServerTrusted(chain, authType, socket);
    } catch (CertificateException e) {
      throw new Refusal(reason(chain, authType, socket, e), e);
    }
    // Java does not look at the dates of a certificate that is itself on the list of authorities.
    if (!IssuerChain.isInDate(chain[0], clock.instant())) {
      throw new Refusal(outOfDate(chain[0]));
    }
  }

  private String reason(
      X509Certificate[] chain, String authType, Socket socket, CertificateException e) {
    Instant now = clock.instant();
    boolean aboutDates = Causes.any(e, ChainProof::isAboutDates);
    boolean aboutIssuer = Causes.any(e, ChainProof::isAboutIssuer);
    // Java may overlook an authority that is out of date and then report that there is none.
    Optional<X509Certificate> stale =
        Arrays.stream(chain)
            .limit(aboutDates || aboutIssuer ? chain.length : 1)
            .filter(certificate -> !IssuerChain.isInDate(certificate, now))
            .findFirst();
    if (stale.isPresent()) {
      return outOfDate(stale.get());
    }
    if (aboutDates) {
      return "its authority is out of date; check this machine's clock, which says " + now;
    }
    if (aboutIssuer) {
      return unknownIssuer(chain);
    }
    if (!Causes.any(e, CertPathValidatorException.class::isInstance)
        && passesWithoutName(chain, authType)) {
      return wrongName(chain[0], ((SSLSocket) socket).getHandshakeSession().getPeerHost());
    }
    return "its certificate was refused ("
        + OneLine.quote(Causes.deepest(e).getMessage())
        + "); have the server use another certificate, or use --pin";
  }

  private static boolean isAboutDates(Throwable cause) {
    return cause instanceof CertPathValidatorException e && DATES.contains(e.getReason());
  }

  private static boolean isAboutIssuer(Throwable cause) {
    return cause instanceof CertPathBuilderException
        || (cause instanceof CertPathValidatorException e
            && e.getReason() == PKIXReason.NO_TRUST_ANCHOR);
  }

  private boolean passesWithoutName(X509Certificate[] chain, String authType) {
    try {
      java.checkServerTrusted(chain, authType);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private String outOfDate(X509Certificate certificate) {
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    return "the certificate of "
        + OneLine.quote(certificate.getSubjectX500Principal())
        + (now.isBefore(from)
            ? " is not valid before " + from
            : " expired " + certificate.getNotAfter().toInstant())
        + "; check this machine's clock, which says "
        + now
        + ", have the server's certificate renewed, or use --pin";
  }

  private static String unknownIssuer(X509Certificate[] chain) {
    X509Certificate last = chain[chain.length - 1];
    if (chain.length == 1 && IssuerChain.isSelfSigned(last)) {
      return "its certificate is signed by itself and not trusted here; copy that certificate from"
          + " the server and give it with --ca, or use --pin";
    }
    return "its certificate leads to "
        + OneLine.quote(last.getIssuerX500Principal())
        + ", which is not trusted here; give that authority's certificate with --ca, or have the"
        + " server send its whole chain (certbot: fullchain.pem)";
  }

  private static String wrongName(X509Certificate leaf, String host) {
    return "its certificate is for "
        + CertificateNames.of(leaf)
        + ", not for "
        + OneLine.quote(host)
        + "; use a name it has, or use --pin";
  }
}
