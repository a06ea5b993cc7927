package autoupload.server.accept;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All connections of the server, and the watchdog that closes those that ran out of time. Sockets
 * have no write timeout and their read timeout starts again with every byte; one thread that looks
 * at every connection once a second bounds both.
 */
final class LiveConnections implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Thread watchdog = new Thread(this::watch, "watchdog");
  private volatile boolean stopped;

  LiveConnections() {
    watchdog.setDaemon(true);
    watchdog.start();
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  Set<Connection> all() {
    return connections;
  }

  private void watch() {
    try {
      while (!stopped) {
        Thread.sleep(LOOK.toMillis());
        long now = System.nanoTime();
        connections.forEach(connection -> connection.look(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped
    }
  }

  @Override
  public void close() {
    stopped = true;
    watchdog.interrupt();
  }
}
