package autoupload.tls;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** TLS of a server. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * A context that proves {@code identity}, for all connections until the identity changes;
   * connections made with an older one go on. It keeps no sessions to be resumed.
   */
  public static SSLContext context(ServerIdentity identity) {
    try {
      return TlsContexts.server(new ServerKeys(identity));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has what TLS needs", e);
    }
  }
}
