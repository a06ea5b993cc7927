package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Account.BOB;
import static autoupload.tests.harness.Account.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Concurrent clients beside peers that never finish: nobody waits for anybody. */
final class ManyClientsIT {
  private static final int CLIENTS = 20;

  @RegisterExtension final Site site = new Site();

  private static Socket connect(TestServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout((int) RunningCommand.PATIENCE.toMillis());
    return socket;
  }

  @Test
  void twentyClientsOfThreeUsersFinishBesideStrangersWhoNeverSpeakTls() throws Exception {
    TestServer server = site.server().costlyHashes().start();
    connect(server).close(); // A port scan.
    try (Socket silent = connect(server);
        Socket rude = connect(server)) {
      byte[] garbage = new byte[100];
      new SplittableRandom(1).nextBytes(garbage);
      rude.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      rude.getOutputStream().write(garbage);

      Map<Account, Map<String, Tree.Entry>> sent = uploadByTwentyAtOnce(server);

      for (Account account : sent.keySet()) {
        assertThat(server.stored(account).snapshot())
            .as(account.user())
            .isEqualTo(sent.get(account));
      }
      assertEnds(silent);
      assertEnds(rude);
    }
    assertThat(server.stop()).isZero();
  }

  private Map<Account, Map<String, Tree.Entry>> uploadByTwentyAtOnce(TestServer server)
      throws IOException {
    List<Account> accounts = List.of(ALICE, BOB, CAROL);
    Map<Account, Map<String, Tree.Entry>> sent = new HashMap<>();
    List<RunningCommand> running = new ArrayList<>();
    FaultProxy proxy = site.proxy(server);
    for (int i = 0; i < CLIENTS; i++) {
      Account account = accounts.get(i % accounts.size());
      Tree source = site.source("device-" + i);
      for (int file = 0; file < 10; file++) {
        source.file("device-" + i + "/clip-" + file + ".mp4", 20_000L * file, 100L * i + file);
      }
      sent.computeIfAbsent(account, a -> new TreeMap<>()).putAll(source.snapshot());
      // As devices do they have addresses of their own: a server bounds how many may log in from
      // one at a time, and twenty JVMs that start on a small machine all do so for long.
      proxy.then(Link.CLEAN.from("127.0.1." + (i + 1)));
      running.add(
          site.client(proxy.port(), source)
              .as(account)
              .state("state-" + i)
              .retryFor("90s")
              .heap("64m")
              .start());
    }
    for (RunningCommand client : running) {
      assertThat(client.exitCode()).as(client.transcript()).isZero();
    }
    return sent;
  }

  /** The server ends it, with an alert or without, in its own time. */
  private static void assertEnds(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    try {
      assertThat(in.readAllBytes().length).isLessThan(1000);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }
}
