package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Account.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.send.ServerAddress;
import autoupload.tests.harness.Account;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tls.ClientTrust;
import autoupload.tls.TlsConnection;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everybody comes at once, with right passwords and wrong ones, and the server stays small. */
final class LoginStormIT {
  /** docs/decisions/0009: a hash of 64 MiB for each core and one more. */
  private static final long HASHES = (Runtime.getRuntime().availableProcessors() + 1L) * 64;

  private static final long HEAP = 64;

  /** What a JVM needs beside: its code, its threads, its collector. */
  private static final long JVM = 200;

  private static final Duration LONG = Duration.ofMinutes(3);

  @RegisterExtension final Site site = new Site();

  private enum Answer {
    ACCEPTED,
    DENIED,
    LATER
  }

  private final AtomicInteger later = new AtomicInteger();

  @Test
  void twoHundredLoginsAtOnceFindTheirAnswerWithinTheBudget() throws Exception {
    storm(200);
  }

  @Tag("slow")
  @Test
  void aThousandLoginsAtOnceFindTheirAnswerWithinTheBudget() throws Exception {
    storm(1000);
  }

  private void storm(int logins) throws Exception {
    TestServer server =
        site.server()
            .costlyHashes()
            .jvm("-Xmx" + HEAP + "m", "-XX:+UseSerialGC", "-Xss512k")
            .start();
    for (int i = 0; i < logins; i += 8) { // they were there before, and come back after a restart
      assertThat(login(server, address(i), ALICE.user(), ALICE.password()))
          .isEqualTo(Answer.ACCEPTED);
      assertThat(login(server, address(i), BOB.user(), BOB.password())).isEqualTo(Answer.ACCEPTED);
    }
    assertThat(server.stop()).isZero();
    server.start();
    ExecutorService threads = Executors.newFixedThreadPool(logins);
    try {
      List<Callable<Answer>> devices = new ArrayList<>();
      for (int i = 0; i < logins; i++) {
        int device = i;
        devices.add(() -> persist(server, device));
      }
      int right = 0;
      for (Future<Answer> device : threads.invokeAll(devices)) {
        right += device.get() == Answer.ACCEPTED ? 1 : 0;
      }
      assertThat(right).as("whose password is right").isEqualTo(logins / 2);
    } finally {
      threads.shutdownNow();
    }
    long peak = peakMegabytes(server.process().pid());
    System.out.println(
        "storm of " + logins + ": peak " + peak + " MB, told to come later " + later.get());
    assertThat(peak).isLessThan(HEAP + HASHES + JVM);
    assertThat(server.process().isAlive()).isTrue();
  }

  private static String address(int device) {
    return "127.0." + (1 + device / 8) + ".1";
  }

  /** Every second device has an old password of its own; all come from a few addresses. */
  private Answer persist(TestServer server, int device) throws Exception {
    Account account = device % 4 < 2 ? ALICE : BOB;
    String password = device % 2 == 0 ? account.password() : "old " + device;
    String from = address(device);
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      try {
        Answer answer = login(server, from, account.user(), password);
        if (answer != Answer.LATER) {
          return answer;
        }
        later.incrementAndGet();
        if (device % 2 != 0) {
          return Answer.DENIED; // it would be told the same again, for longer and longer
        }
      } catch (IOException e) {
        later.incrementAndGet();
      }
      Thread.sleep(200 + device % 7 * 50);
    }
    throw new AssertionError("device " + device + " never got its answer");
  }

  private Answer login(TestServer server, String from, String user, String password)
      throws IOException {
    ServerAddress address = new ServerAddress("127.0.0.1", server.port());
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(new InetSocketAddress(address.host(), address.port()));
      ClientTrust trust = ClientTrust.authorities(site.certificate().ca());
      try (TlsConnection tls =
          TlsConnection.client(socket, address.host(), address.port(), trust)) {
        return greet(tls, user, password);
      }
    }
  }

  private static Answer greet(TlsConnection tls, String user, String password) throws IOException {
    FrameWriter writer = new FrameWriter(tls.out());
    FrameReader reader = new FrameReader(tls.in());
    writer.write(
        new Frame.Hello(WireLimits.VERSION, ClientId.random(), "storm", Frame.Backlog.NONE));
    Secret secret = new Secret(password.getBytes(StandardCharsets.UTF_8));
    writer.write(new Frame.Login(user, secret, "", Secret.NONE));
    writer.flush();
    List<Answer> answers = new ArrayList<>();
    FrameHandler handler =
        new FrameHandler() {
          @Override
          public void welcome(Frame.Welcome frame) {
            // as expected
          }

          @Override
          public void accepted(Frame.Accepted frame) {
            answers.add(Answer.ACCEPTED);
          }

          @Override
          public void denied(Frame.Denied frame) {
            answers.add(frame.retryAfter().isZero() ? Answer.DENIED : Answer.LATER);
          }
        };
    while (answers.isEmpty()) {
      if (!reader.next(handler)) {
        throw new EOFException("closed");
      }
    }
    return answers.get(0);
  }

  /** The most that was resident at a time, from proc(5). */
  private static long peakMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new AssertionError("no VmHWM");
  }
}
