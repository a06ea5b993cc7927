package autoupload.tls;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * Factory of the TLS contexts of both ends with Bouncy Castle's TLS, which agrees on keys that hold
 * against quantum computers; the JVM's does not. The provider is used here only and registered
 * nowhere.
 */
final class TlsContexts {
  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.bouncycastle");

  private static final Provider PROVIDER;

  static {
    // It would write to standard error of every connection, beside what our own log says of it.
    if (LOG.getLevel() == null) {
      LOG.setLevel(Level.OFF);
    }
    PROVIDER = new BouncyCastleJsseProvider(false, new Crypto());
  }

  private TlsContexts() {}

  /** A context with one key manager, for a server. */
  static SSLContext server(KeyManager keys) throws GeneralSecurityException {
    // An empty list: null would have it load the authorities of this JVM, to trust clients by.
    return create(new KeyManager[] {keys}, new TrustManager[0]);
  }

  /** A context with one trust manager, for a client. */
  static SSLContext client(TrustManager trust) throws GeneralSecurityException {
    return create(new KeyManager[0], new TrustManager[] {trust});
  }

  private static SSLContext create(KeyManager[] keys, TrustManager[] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS", PROVIDER);
    context.init(keys, trust, new SecureRandom());
    return context;
  }

  /**
   * Factory of {@link JvmCrypto}. Bouncy Castle's own would look for random numbers at the provider
   * of its SHA-512.
   */
  private static final class Crypto extends JcaTlsCryptoProvider {
    @Override
    public JcaTlsCrypto create(SecureRandom random) {
      return new JvmCrypto(random);
    }
  }
}
