package autoupload.server.net;

import autoupload.server.events.ServerEvents;
import autoupload.server.reload.ReloadedTls;
import autoupload.tls.TlsConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/** Shared resources of all connections: TLS context, protocols, listeners and threads. */
public final class ServerResources {
  private final ReloadedTls tls;
  private final List<Protocol.Factory> protocols;
  private final List<ServerEvents> listeners;
  private final Executor sessionThreads = ConnectionThreads.create("connection");
  private volatile boolean stopping;

  /**
   * @param protocols what a client may ask for in ALPN
   * @param listeners who hear of what happens
   */
  public ServerResources(
      ReloadedTls tls, List<Protocol.Factory> protocols, List<ServerEvents> listeners) {
    this.tls = tls;
    this.protocols = List.copyOf(protocols);
    this.listeners = List.copyOf(listeners);
  }

  /** For a new connection. */
  SSLContext tls() {
    return tls.current();
  }

  /** Names in ALPN. */
  List<String> protocols() {
    return protocols.stream().map(Protocol.Factory::name).toList();
  }

  /** The protocol that both ends agreed on. */
  Protocol open(Connection connection, TlsConnection over) {
    return protocols.stream()
        .filter(factory -> factory.name().equals(over.protocol()))
        .findFirst()
        .orElseThrow()
        .open(connection, over);
  }

  List<ServerEvents> listeners() {
    return listeners;
  }

  void startThreads() {
    sessionThreads.execute(() -> {});
    protocols.forEach(Protocol.Factory::startThreads);
  }

  /** A thread for each connection that is logged in. */
  Executor sessionThreads() {
    return sessionThreads;
  }

  void startStopping() {
    stopping = true;
  }

  /** Whether connections that come about now have to be told. */
  boolean isStopping() {
    return stopping;
  }

  void awaitCommits(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    protocols.forEach(
        factory -> factory.awaitCommits(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
  }
}
