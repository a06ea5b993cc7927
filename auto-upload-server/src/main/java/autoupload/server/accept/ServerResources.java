package autoupload.server.accept;

import autoupload.server.login.Authenticator;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.session.Session;
import autoupload.server.session.SessionResources;
import autoupload.server.storage.Storage;
import autoupload.upload.StoreId;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** What all connections share. */
public final class ServerResources {
  private final ReloadedTls tls;
  private final Authenticator authenticator;
  private final StoreId storeId;
  private final SessionResources sessions;
  private final Executor writers = ConnectionThreads.create("writer");
  private volatile boolean stopping;

  /** For connections that keep files in {@code storage}. */
  public ServerResources(ReloadedTls tls, Authenticator authenticator, Storage storage) {
    this.tls = tls;
    this.authenticator = authenticator;
    this.storeId = storage.id();
    this.sessions = new SessionResources(storage);
  }

  /** For a new connection. */
  SSLContext tls() {
    return tls.current();
  }

  Authenticator authenticator() {
    return authenticator;
  }

  StoreId storeId() {
    return storeId;
  }

  SessionResources sessions() {
    return sessions;
  }

  /** Runs the writing side of connections that have something to write. */
  Executor writers() {
    return writers;
  }

  void startStopping() {
    stopping = true;
  }

  /** A session that came about while the server began to stop hears of it too. */
  void stopIfStopping(Session session) {
    if (stopping) {
      session.stop();
    }
  }
}
