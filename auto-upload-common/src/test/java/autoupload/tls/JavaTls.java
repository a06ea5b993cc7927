package autoupload.tls;

import autoupload.pem.CertificateFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS that comes with Java, as others use it, to talk to and to compare with. */
final class JavaTls {
  private JavaTls() {}

  static SSLContext server(ServerIdentity identity) throws Exception {
    char[] noPassword = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = identity.chain().toArray(new X509Certificate[0]);
    store.setKeyEntry("server", identity.key(), noPassword, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, noPassword);
    SSLContext context = context();
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  static SSLContext client(Path authority) throws GeneralSecurityException {
    X509ExtendedTrustManager trust = TrustRoots.of(CertificateFile.read(authority));
    SSLContext context = context();
    context.init(null, new TrustManager[] {trust}, null);
    return context;
  }

  private static SSLContext context() throws GeneralSecurityException {
    return SSLContext.getInstance("TLS", "SunJSSE");
  }
}
