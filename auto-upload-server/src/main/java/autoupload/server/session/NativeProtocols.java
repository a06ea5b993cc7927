package autoupload.server.session;

import autoupload.server.login.Authenticator;
import autoupload.server.net.Connection;
import autoupload.server.net.ConnectionThreads;
import autoupload.server.net.Protocol;
import autoupload.server.storage.Storage;
import autoupload.tls.TlsConnection;
import java.time.Duration;
import java.util.concurrent.Executor;

/** {@code auto-upload/1}, the protocol of docs/PROTOCOL.md, for one server. */
public final class NativeProtocols implements Protocol.Factory {
  private final Authenticator authenticator;
  private final SessionResources sessions;
  private final Executor writers = ConnectionThreads.create("writer");

  /** For connections that keep files in {@code storage}. */
  public NativeProtocols(Authenticator authenticator, Storage storage) {
    this.authenticator = authenticator;
    this.sessions = new SessionResources(storage);
  }

  @Override
  public String name() {
    return TlsConnection.PROTOCOL;
  }

  @Override
  public Protocol open(Connection connection, TlsConnection tls) {
    return new NativeProtocol(this, connection, tls);
  }

  @Override
  public void startThreads() {
    writers.execute(() -> {});
  }

  @Override
  public void awaitCommits(Duration atMost) {
    sessions.work().awaitCommits(atMost);
  }

  Authenticator authenticator() {
    return authenticator;
  }

  SessionResources sessions() {
    return sessions;
  }

  /** Runs the writing side of connections that have something to write. */
  Executor writers() {
    return writers;
  }
}
