package autoupload.server.net;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registry of all connections of the server, with the watchdog that closes those that ran out of
 * time. Sockets have no write timeout, and their read timeout starts again with every byte; one
 * thread that looks at every connection once a second bounds both.
 */
final class LiveConnections implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(LiveConnections.class);

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

  /**
   * Has the slowest of those below the floor rate give its slot to another.
   *
   * @return whether there was one
   */
  boolean makeRoom(Predicate<Connection> among) {
    return connections.stream()
        .filter(among)
        .filter(Connection::isBelowFloor)
        .min(Comparator.comparingDouble(Connection::rate))
        .filter(Connection::giveWay)
        .isPresent();
  }

  /** Whether one is about to end that gave its slot to another. */
  boolean isMakingRoom() {
    return connections.stream().anyMatch(Connection::isGivingWay);
  }

  private void watch() {
    try {
      while (!stopped) {
        Thread.sleep(LOOK.toMillis());
        long now = System.nanoTime();
        connections.forEach(connection -> look(connection, now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped
    }
  }

  /** One that cannot be looked at, as for want of memory, must not be the last. */
  private static void look(Connection connection, long now) {
    try {
      connection.look(now);
    } catch (RuntimeException | Error e) {
      LOG.atError().setMessage("watching a connection failed").setCause(e).log();
    }
  }

  @Override
  public void close() {
    stopped = true;
    watchdog.interrupt();
  }
}
