package autoupload.tests.load;

import autoupload.credentials.Totp;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Response times of refusals, for each reason. The reasons take turns in a random order, two at a
 * time, and every try comes from another address, so that none is slowed down for guessing.
 */
final class RefusalTimes {
  /** Reason of a refusal. */
  enum Kind {
    UNKNOWN_USER,
    WRONG_PASSWORD,
    WRONG_CODE,
    REPLAYED_CODE
  }

  /** Less than what an account has free before it is slowed down. */
  private static final int TRIES_OF_AN_ACCOUNT = 15;

  /** What does not count: everything is slower at first. */
  private static final int WARM_UP = 5;

  private final Dial dial;
  private final Fleet fleet;
  private final int guessed;
  private final SplittableRandom random = new SplittableRandom(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private int addresses;
  private long usedStep = -1;

  private RefusalTimes(Dial dial, Fleet fleet, int guessed) {
    this.dial = dial;
    this.fleet = fleet;
    this.guessed = guessed;
  }

  /** In milliseconds, so many tries of each kind. */
  static Spread measure(Site site, int tries) throws IOException {
    int guessed = (tries + WARM_UP) / TRIES_OF_AN_ACCOUNT + 1;
    Fleet fleet = Fleet.costly(3 * guessed, 2 * guessed);
    TestServer server = site.server();
    fleet.writeTo(server.passwordFile());
    server.start();
    Dial dial = new Dial(server.port(), site.certificate().ca());
    RefusalTimes times = new RefusalTimes(dial, fleet, guessed);
    try {
      return times.all(tries);
    } finally {
      times.threads.shutdownNow();
    }
  }

  private Spread all(int tries) throws IOException {
    double[][] rounds = new double[tries][];
    for (int round = -WARM_UP; round < tries; round++) {
      double[] times = round(round + WARM_UP);
      if (round >= 0) {
        rounds[round] = times;
      }
    }
    return new Spread(Stream.of(Kind.values()).map(Kind::name).toList(), rounds);
  }

  private double[] round(int number) throws IOException {
    Map<Kind, Future<Double>> times = new EnumMap<>(Kind.class);
    List<Kind> order = new ArrayList<>(Arrays.asList(Kind.values()));
    while (!order.isEmpty()) {
      Kind kind = order.remove(random.nextInt(order.size()));
      times.put(kind, threads.submit(attempt(kind, number)));
    }
    return times.values().stream().mapToDouble(RefusalTimes::await).toArray();
  }

  private static double await(Future<Double> time) {
    try {
      return time.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Of the first third of the accounts codes are replayed, of the next guessed, then passwords. */
  private Callable<Double> attempt(Kind kind, int number) throws IOException {
    int account = number / TRIES_OF_AN_ACCOUNT;
    return switch (kind) {
      case UNKNOWN_USER -> refusal("nobody-" + number, Fleet.PASSWORD, "123456");
      case WRONG_PASSWORD -> refusal(fleet.of(2 * guessed + account).user(), "no " + number, "");
      case WRONG_CODE -> {
        Fleet.Member member = fleet.of(guessed + account);
        yield refusal(member.user(), Fleet.PASSWORD, wrongCode(member));
      }
      case REPLAYED_CODE -> {
        Fleet.Member member = fleet.of(account);
        if (number % TRIES_OF_AN_ACCOUNT == 0) {
          usedStep = -1; // of another account
        }
        useUp(member);
        yield refusal(member.user(), Fleet.PASSWORD, code(member, usedStep));
      }
    };
  }

  private Callable<Double> refusal(String user, String password, String code) {
    InetAddress address = Dial.address(addresses++);
    return () -> {
      try (Caller caller = Caller.connect(dial, address)) {
        long start = System.nanoTime();
        Caller.Answer answer = caller.login(user, password, code);
        long end = System.nanoTime();
        if (answer != Caller.Answer.DENIED) {
          throw new AssertionError(user + " was answered " + answer);
        }
        return (end - start) / 1e6;
      }
    };
  }

  private Caller connect() throws IOException {
    return Caller.connect(dial, Dial.address(addresses++));
  }

  /** Logs in with the code of now, unless that of now or of just before was used. */
  private void useUp(Fleet.Member member) throws IOException {
    try (Caller caller = connect()) {
      long now = Totp.stepAt(caller.serverTime());
      if (now == usedStep) {
        return;
      }
      usedStep = now;
      Caller.Answer answer = caller.login(member.user(), Fleet.PASSWORD, code(member, now));
      if (answer != Caller.Answer.ACCEPTED) {
        throw new AssertionError("a fresh code was answered " + answer);
      }
    }
  }

  private String wrongCode(Fleet.Member member) throws IOException {
    try (Caller caller = connect()) {
      long now = Totp.stepAt(caller.serverTime());
      List<String> right =
          IntStream.rangeClosed(-2, 2).mapToObj(away -> code(member, now + away)).toList();
      return Stream.of("000000", "111111", "222222", "333333", "444444", "555555")
          .filter(code -> !right.contains(code))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String code(Fleet.Member member, long step) {
    try (Totp totp = Totp.ofSeed(member.seed().orElseThrow().toCharArray())) {
      return totp.code(step);
    }
  }
}
