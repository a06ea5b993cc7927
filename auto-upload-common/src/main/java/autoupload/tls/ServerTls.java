package autoupload.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The server's end of TLS. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * A context that proves {@code identity}. It also keeps what clients resume sessions with, so use
   * one for all connections until the identity changes; connections made with the older one go on.
   */
  public static SSLContext context(ServerIdentity identity) {
    // Never leaves the memory in which the key lies anyway.
    char[] noPassword = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", identity.key(), noPassword, identity.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, noPassword);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key and its certificates make a TLS server", e);
    }
  }
}
