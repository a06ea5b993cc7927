package autoupload.server.net;

import autoupload.server.login.AuthenticatedUser;
import autoupload.server.login.Authenticator;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.session.Session;
import autoupload.server.session.SessionResources;
import autoupload.server.storage.Storage;
import autoupload.upload.StoreId;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** Shared resources of all connections: TLS context, logins, storage, sessions and thread pools. */
public final class ServerResources {
  private final ReloadedTls tls;
  private final Authenticator authenticator;
  private final Storage storage;
  private final SessionResources sessions;
  private final Executor sessionThreads = ConnectionThreads.create("connection");
  private final Executor writers = ConnectionThreads.create("writer");
  private final LoginLog loginLog = new LoginLog();
  private volatile boolean stopping;

  /** For connections that keep files in {@code storage}. */
  public ServerResources(ReloadedTls tls, Authenticator authenticator, Storage storage) {
    this.tls = tls;
    this.authenticator = authenticator;
    this.storage = storage;
    this.sessions = new SessionResources(storage);
  }

  /** For a new connection. */
  SSLContext tls() {
    return tls.current();
  }

  Authenticator authenticator() {
    return authenticator;
  }

  /** Logs who logs in and who does not. */
  LoginLog loginLog() {
    return loginLog;
  }

  StoreId storeId() {
    return storage.id();
  }

  /** How much the user may still store; empty if there is no limit. */
  Optional<Long> quotaLeft(AuthenticatedUser user) {
    return storage.quotaLeft(user.name());
  }

  SessionResources sessions() {
    return sessions;
  }

  void startThreads() {
    sessionThreads.execute(() -> {});
    writers.execute(() -> {});
  }

  /** A thread for each connection that is logged in. */
  Executor sessionThreads() {
    return sessionThreads;
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
