package autoupload.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust anchors: the authorities that may vouch for a server. */
final class TrustRoots {
  private TrustRoots() {}

  /** The authorities this Java trusts; empty if it has none or its list cannot be read. */
  static Optional<X509ExtendedTrustManager> ofJava() {
    try {
      return Optional.of(manager(null)).filter(m -> m.getAcceptedIssuers().length > 0);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The given authorities and no others. */
  static X509ExtendedTrustManager of(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return manager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform can hold certificates", e);
    }
  }

  /** Whether an authority this Java trusts issued one of the certificates, or is one of them. */
  static boolean ofJavaKnow(List<X509Certificate> chain) {
    List<X509Certificate> roots =
        ofJava().map(m -> Arrays.asList(m.getAcceptedIssuers())).orElse(List.of());
    return chain.stream()
        .anyMatch(
            certificate ->
                roots.stream()
                    .anyMatch(
                        root ->
                            root.equals(certificate) || IssuerChain.isIssuedBy(certificate, root)));
  }

  private static X509ExtendedTrustManager manager(KeyStore storeOrNull)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(storeOrNull);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("every Java platform has an X.509 trust manager");
  }
}
