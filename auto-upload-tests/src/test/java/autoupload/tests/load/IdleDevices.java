package autoupload.tests.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Process with many logged-in devices that have nothing to do: a few threads log them in, and one
 * keeps them all alive with a PING each now and then, as the client does.
 *
 * <p>It prints {@code opened N} when all are logged in, {@code alive N} after every round in which
 * each got its PONG, and {@code lost} with the reason when the server gives one up. Ends when
 * killed.
 */
public final class IdleDevices {
  private static final int OPENERS = 8;

  /** How often one tries to get in; on a busy machine a handshake may take too long. */
  private static final int TRIES = 10;

  private final Dial dial;
  private final Fleet fleet;
  private final int count;
  private final long interval;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final List<Caller> open = new CopyOnWriteArrayList<>();

  private IdleDevices(Dial dial, Fleet fleet, int count, Duration interval) {
    this.dial = dial;
    this.fleet = fleet;
    this.count = count;
    this.interval = interval.toNanos();
  }

  /**
   * Takes port, authority's file, number of accounts, number of devices, seconds from ping to ping.
   */
  public static void main(String[] args) throws InterruptedException {
    IdleDevices devices =
        new IdleDevices(
            new Dial(Integer.parseInt(args[0]), Path.of(args[1])),
            Fleet.cheap(Integer.parseInt(args[2])),
            Integer.parseInt(args[3]),
            Duration.ofSeconds(Long.parseLong(args[4])));
    Thread keeper = new Thread(devices::keepAlive, "keeper");
    keeper.start();
    devices.open();
    keeper.join();
  }

  private void open() throws InterruptedException {
    Thread[] openers = new Thread[OPENERS];
    for (int i = 0; i < OPENERS; i++) {
      openers[i] = new Thread(this::openMore, "opener-" + i);
      openers[i].start();
    }
    for (Thread opener : openers) {
      opener.join();
    }
    say("opened " + open.size());
  }

  private void openMore() {
    for (int device = next.getAndIncrement(); device < count; device = next.getAndIncrement()) {
      open(device);
    }
  }

  /** A connection that breaks before its login is answered is tried again, as clients do it. */
  private void open(int device) {
    IOException broke = new IOException("never tried");
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        Caller caller = Caller.connect(dial, Dial.address(device));
        Caller.Answer answer = caller.login(fleet.of(device).user(), Fleet.PASSWORD, "");
        if (answer == Caller.Answer.ACCEPTED) {
          open.add(caller);
        } else {
          lose(new IOException("the login was answered " + answer));
        }
        return;
      } catch (IOException e) {
        broke = e;
        say("broke before the login: " + e);
      }
    }
    lose(broke);
  }

  private void keepAlive() {
    while (true) {
      long start = System.nanoTime();
      int alive = 0;
      List<Caller> round = List.copyOf(open);
      for (Caller caller : round) {
        try {
          caller.keepAlive();
          alive++;
        } catch (IOException e) {
          open.remove(caller);
          lose(e);
        }
        LockSupport.parkNanos(start + interval * alive / round.size() - System.nanoTime());
      }
      say("alive " + alive);
      if (round.isEmpty()) {
        LockSupport.parkNanos(interval / 10);
      }
    }
  }

  private void lose(IOException cause) {
    say("lost " + lost.incrementAndGet() + ": " + cause);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
