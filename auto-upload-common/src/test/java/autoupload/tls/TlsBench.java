package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.OpenSsl;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Benchmark of our TLS beside the one that comes with Java, over loopback, both through {@link
 * TlsConnection}, in alternating rounds. Off unless asked for; CONTRIBUTING.md has the command.
 */
@EnabledIfSystemProperty(named = "autoupload.bench", matches = "tls")
class TlsBench {
  private static final int ROUNDS = Integer.getInteger("autoupload.bench.rounds", 7);
  private static final int PIECE = 1 << 20;
  private static final int PIECES = Integer.getInteger("autoupload.bench.mib", 1024);
  private static final int HANDSHAKES = 200;
  private static final int IDLE = 1000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir private Path dir;
  private final List<Contender> contenders = new ArrayList<>();

  /** TLS implementation under test: the contexts of both ends. */
  private record Contender(String name, SSLContext server, ClientTrust trust) {}

  /** Time that one end took, and how much of it was CPU time. */
  private record Spent(long wallNanos, long cpuNanos) {}

  /** Result of a round: the time of the slower end, and the CPU time of both. */
  private record Round(double seconds, double clientCpu, double serverCpu) {
    static Round of(Spent client, Spent server) {
      return new Round(
          Math.max(client.wallNanos(), server.wallNanos()) / 1e9,
          client.cpuNanos() / 1e9,
          server.cpuNanos() / 1e9);
    }
  }

  private interface Experiment {
    Round run(Contender contender) throws Exception;
  }

  @BeforeEach
  void prepare() throws Exception {
    OpenSsl openssl = new OpenSsl(dir);
    openssl.root("root");
    openssl.server("leaf", "root", "DNS:localhost");
    ServerIdentity identity =
        ServerIdentity.load(openssl.path("leaf.pem"), openssl.path("leaf.key"));
    Path authority = openssl.path("root.pem");
    SSLContext java = JavaTls.client(authority);
    contenders.add(
        new Contender("ours", ServerTls.context(identity), ClientTrust.authorities(authority)));
    contenders.add(
        new Contender("Java's", JavaTls.server(identity), new ClientTrust(() -> java, true)));
    System.out.printf("%nJava %s%n", Runtime.version());
  }

  @Test
  void throughput() throws Exception {
    double gigabytes = (double) PIECES * PIECE / 1e9;
    List<List<Round>> rounds = alternate(this::sendFile);
    for (int i = 0; i < contenders.size(); i++) {
      List<Round> own = rounds.get(i);
      System.out.printf(
          Locale.ROOT,
          "one file of %.2f GB, %s: %.0f MB/s, CPU s/GB client %.2f, server %.2f%n",
          gigabytes,
          contenders.get(i).name(),
          gigabytes * 1000 / median(own.stream().mapToDouble(Round::seconds).toArray()),
          median(own.stream().mapToDouble(Round::clientCpu).toArray()) / gigabytes,
          median(own.stream().mapToDouble(Round::serverCpu).toArray()) / gigabytes);
    }
    printRatios(rounds);
  }

  @Test
  void handshakes() throws Exception {
    List<List<Round>> rounds = alternate(this::shakeHandsOften);
    for (int i = 0; i < contenders.size(); i++) {
      List<Round> own = rounds.get(i);
      System.out.printf(
          Locale.ROOT,
          "a handshake, %s: %.2f ms, CPU ms client %.2f, server %.2f%n",
          contenders.get(i).name(),
          median(own.stream().mapToDouble(Round::seconds).toArray()) * 1000 / HANDSHAKES,
          median(own.stream().mapToDouble(Round::clientCpu).toArray()) * 1000 / HANDSHAKES,
          median(own.stream().mapToDouble(Round::serverCpu).toArray()) * 1000 / HANDSHAKES);
    }
    printRatios(rounds);
  }

  @Test
  void idleConnections() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (Contender contender : contenders) {
        List<TlsConnection> clients = new ArrayList<>();
        List<TlsConnection> servers = new ArrayList<>();
        long before = heap();
        try (Ends ends = new Ends()) {
          for (int i = 0; i < IDLE; i++) {
            ends.connect(contender);
            clients.add(ends.client);
            servers.add(ends.server);
          }
          long both = heap() - before;
          clients.forEach(TlsBench::close);
          clients.clear();
          ends.forgetClient();
          long server = heap() - before;
          System.out.printf(
              "an idle connection, %s: heap KB server %d, client %d%n",
              contender.name(), server / IDLE / 1000, (both - server) / IDLE / 1000);
          servers.forEach(TlsBench::close);
        }
      }
    }
  }

  private List<List<Round>> alternate(Experiment experiment) throws Exception {
    List<List<Round>> rounds = new ArrayList<>();
    for (Contender contender : contenders) {
      experiment.run(contender);
      experiment.run(contender);
      rounds.add(new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        rounds.get(i).add(experiment.run(contenders.get(i)));
      }
    }
    return rounds;
  }

  private Round sendFile(Contender contender) throws Exception {
    try (Ends ends = new Ends()) {
      ends.connect(contender);
      ends.client.enlargeOutput();
      ends.server.enlargeInput();
      byte[] piece = new byte[PIECE];
      new Random(1).nextBytes(piece);
      Future<Spent> server = ends.start(() -> measured(() -> readAll(ends.server.in())));
      Spent client =
          ends.start(
                  () ->
                      measured(
                          () -> {
                            for (int i = 0; i < PIECES; i++) {
                              ends.client.out().write(piece);
                            }
                            ends.client.halfClose();
                            return 0L;
                          }))
              .get();
      return Round.of(client, server.get());
    }
  }

  private static Long readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[64 << 10];
    long bytes = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytes += count;
    }
    assertThat(bytes).isEqualTo((long) PIECES * PIECE);
    return bytes;
  }

  private Round shakeHandsOften(Contender contender) throws Exception {
    long wall = System.nanoTime();
    long client = 0;
    long server = 0;
    try (Ends ends = new Ends()) {
      for (int i = 0; i < HANDSHAKES; i++) {
        ends.connect(contender);
        client += ends.clientSpent.cpuNanos();
        server += ends.serverSpent.cpuNanos();
        ends.client.close();
        ends.server.close();
      }
    }
    return new Round((System.nanoTime() - wall) / 1e9, client / 1e9, server / 1e9);
  }

  private static Spent measured(Callable<Long> work) throws Exception {
    long wall = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    work.call();
    return new Spent(System.nanoTime() - wall, THREADS.getCurrentThreadCpuTime() - cpu);
  }

  private void printRatios(List<List<Round>> rounds) {
    double[] time = new double[2];
    double[] cpu = new double[2];
    for (int i = 0; i < 2; i++) {
      time[i] = median(rounds.get(i).stream().mapToDouble(Round::seconds).toArray());
      cpu[i] =
          median(rounds.get(i).stream().mapToDouble(r -> r.clientCpu() + r.serverCpu()).toArray());
    }
    System.out.printf(
        Locale.ROOT,
        "ratio of medians, ours to Java's: time %.2f, CPU %.2f%n",
        time[0] / time[1],
        cpu[0] / cpu[1]);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void close(TlsConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two ends, each with a platform thread of its own, whose CPU time can be told. */
  private static final class Ends implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TlsConnection client;
    private TlsConnection server;
    private Spent clientSpent;
    private Spent serverSpent;

    void connect(Contender contender) throws Exception {
      Loopback loopback = new Loopback();
      Future<Spent> serving =
          threads.submit(
              () ->
                  measured(
                      () -> {
                        server =
                            TlsConnection.server(
                                loopback.server,
                                contender.server(),
                                Long.MAX_VALUE,
                                List.of(TlsConnection.PROTOCOL));
                        return 0L;
                      }));
      clientSpent =
          threads
              .submit(
                  () ->
                      measured(
                          () -> {
                            client =
                                TlsConnection.client(
                                    loopback.client,
                                    "localhost",
                                    loopback.port(),
                                    contender.trust());
                            return 0L;
                          }))
              .get();
      serverSpent = serving.get();
    }

    <T> Future<T> start(Callable<T> work) {
      return threads.submit(work);
    }

    void forgetClient() {
      client = null;
    }

    @Override
    public void close() {
      client = null;
      threads.shutdownNow();
    }
  }
}
