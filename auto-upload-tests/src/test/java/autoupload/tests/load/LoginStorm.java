package autoupload.tests.load;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Account.BOB;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Login storm after a restart: all devices log in at once, every second one with an old password of
 * its own, from a few addresses.
 *
 * @param right how many logins were accepted
 * @param later how often a device was told to come again, or closed
 * @param memory what the server held then
 */
record LoginStorm(int logins, int right, int later, ProcessMemory memory) {
  /** docs/decisions/0009: a hash of 64 MiB for each core and one more. */
  private static final long HASHES = (Runtime.getRuntime().availableProcessors() + 1L) * 64;

  private static final long HEAP = 64;

  /** What a JVM needs beside: its code, its threads, its collector. */
  private static final long JVM = 200;

  /** What the server may hold at most, in megabytes. */
  static final long BUDGET = HEAP + HASHES + JVM;

  private static final Duration LONG = Duration.ofMinutes(3);

  static LoginStorm measure(Site site, int logins) throws IOException, InterruptedException {
    TestServer server =
        site.server()
            .costlyHashes()
            .jvm("-Xmx" + HEAP + "m", "-XX:+UseSerialGC", "-Xss512k")
            .start();
    Dial dial = new Dial(server.port(), site.certificate().ca());
    for (int i = 0; i < logins; i += 8) { // they were there before, and come back after a restart
      for (Account account : List.of(ALICE, BOB)) {
        if (login(dial, i, account.user(), account.password()) != Caller.Answer.ACCEPTED) {
          throw new AssertionError("nobody is here, and " + account.user() + " does not get in");
        }
      }
    }
    server.stop();
    server.start();
    AtomicInteger later = new AtomicInteger();
    int right = 0;
    ExecutorService threads = Executors.newFixedThreadPool(logins);
    try {
      List<Callable<Caller.Answer>> devices = new ArrayList<>();
      for (int i = 0; i < logins; i++) {
        int device = i;
        devices.add(() -> persist(dial, device, later));
      }
      for (Future<Caller.Answer> device : threads.invokeAll(devices)) {
        right += device.get() == Caller.Answer.ACCEPTED ? 1 : 0;
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    ProcessMemory memory = ProcessMemory.of(server.process().pid());
    return new LoginStorm(logins, right, later.get(), memory);
  }

  private static Caller.Answer persist(Dial dial, int device, AtomicInteger later)
      throws InterruptedException {
    Account account = device % 4 < 2 ? ALICE : BOB;
    String password = device % 2 == 0 ? account.password() : "old " + device;
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      try {
        Caller.Answer answer = login(dial, device, account.user(), password);
        if (answer != Caller.Answer.LATER) {
          return answer;
        }
        later.incrementAndGet();
        if (device % 2 != 0) {
          return Caller.Answer.DENIED; // it would be told the same again, for longer and longer
        }
      } catch (IOException e) {
        later.incrementAndGet();
      }
      Thread.sleep(200 + device % 7 * 50);
    }
    throw new AssertionError("device " + device + " never got its answer");
  }

  private static Caller.Answer login(Dial dial, int device, String user, String password)
      throws IOException {
    InetAddress address = Dial.address(device / 8);
    try (Caller caller = Caller.connect(dial, address)) {
      return caller.login(user, password, "");
    }
  }

  @Override
  public String toString() {
    return "storm of %d: %d got in, told to come later %d times; the server: %s, budget %d MB"
        .formatted(logins, right, later, memory, BUDGET);
  }
}
