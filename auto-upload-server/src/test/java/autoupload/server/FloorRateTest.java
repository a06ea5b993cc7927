package autoupload.server;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.net.ConnectionLimits;
import autoupload.server.net.FloorRate;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minimum rate: uploads of a byte now and then hold connections only while nobody else needs one.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FloorRateTest {
  private static final FloorRate FLOOR = new FloorRate(1000, Duration.ofSeconds(1));
  private static final Content CONTENT = Content.of(1, 100_000);

  @TempDir private Path dir;

  /**
   * Slow client with a device of its own, which sends a byte every tenth of a second until it is
   * told to stop.
   */
  private static final class Trickle extends Thread {
    private final RawClient client;
    private final ClientId device;
    private Optional<Frame.Error> told = Optional.empty();

    Trickle(TestServer server, String user) throws IOException {
      device = ClientId.random();
      client = server.login(user, device);
      client.send(offer(1, "slow", CONTENT.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      Thread sending = new Thread(this::send);
      sending.setDaemon(true);
      sending.start();
      try {
        for (Optional<Frame> f = client.read(); f.isPresent(); f = client.read()) {
          told =
              f.filter(Frame.Error.class::isInstance).map(Frame.Error.class::cast).or(() -> told);
        }
        client.cut();
      } catch (IOException e) {
        // the test is over
      }
    }

    private void send() {
      try {
        for (int at = 0; at < CONTENT.size(); at++) {
          client.data(1, CONTENT.bytes(), at, 1);
          sleep(100);
        }
      } catch (IOException | InterruptedException e) {
        // it was told to come again
      }
    }
  }

  private static Trickle awaitOneGone(List<Trickle> all) throws InterruptedException {
    while (true) {
      for (Trickle one : all) {
        one.join(50);
        if (!one.isAlive()) {
          return one;
        }
      }
    }
  }

  /** The newcomer, which has its slot, works as ever; one slow one had to go, and may go on. */
  private static void assertOneMadeRoom(TestServer server, RawClient newcomer, List<Trickle> slow)
      throws Exception {
    try (newcomer) {
      newcomer.upload(1, "fast", Content.of(2, 10));
      Trickle gone = awaitOneGone(slow);
      assertThat(gone.told.map(Frame.Error::code)).contains(RefusalCode.TIMEOUT.code());
      assertThat(slow).filteredOn(Thread::isAlive).hasSize(slow.size() - 1);
      newcomer.upload(2, "again", Content.of(3, 10));
      newcomer.cut();
      goOn(server, gone.device);
    } finally {
      for (Trickle one : slow) {
        one.client.cut();
      }
    }
    assertThat(Files.readAllBytes(server.stored("alice", "slow"))).isEqualTo(CONTENT.bytes());
  }

  private static void goOn(TestServer server, ClientId device) throws IOException {
    try (RawClient back = awaitLogin(server, device)) {
      Frame answer;
      int id = 0;
      do { // as long as the server has not noticed that the other connection is closed
        back.send(offer(++id, "slow", CONTENT.size()));
        answer = back.next();
      } while (answer instanceof Frame.Refused);
      assertThat(((Frame.Send) answer).offset()).as("what came is kept").isPositive();
      back.answer((Frame.Send) answer, CONTENT);
      back.next(Frame.Receipt.class);
    }
  }

  /** While those there are have their time to begin, one more is told to come later. */
  private static RawClient awaitLogin(TestServer server, ClientId device) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsMatching(AssertionError.class::isInstance)
        .until(() -> server.login("alice", device), client -> true);
  }

  @Test
  void whenAllConnectionsAreTakenTheSlowestMakesRoom() throws Exception {
    try (TestServer server =
        TestServer.start(dir, new ConnectionLimits(4, 4, 100, 100), FLOOR, "alice", "bob")) {
      List<Trickle> slow = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        slow.add(new Trickle(server, "alice"));
      }
      assertOneMadeRoom(server, server.login("bob"), slow);
    }
  }

  /** What it left behind takes the slot first, and gives it back at once. */
  @Test
  void oneThatGaveUpAndConnectsAgainCostsNoSecondOneItsSlot() throws Exception {
    try (TestServer server =
        TestServer.start(dir, new ConnectionLimits(4, 4, 100, 100), FLOOR, "alice", "bob")) {
      List<Trickle> slow = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        slow.add(new Trickle(server, "alice"));
      }
      new Socket(server.address().getAddress(), server.address().getPort()).close();
      assertOneMadeRoom(server, server.login("bob"), slow);
    }
  }

  @Test
  void whenAUsersShareIsTakenTheUsersSlowestMakesRoomAndNobodyElses() throws Exception {
    try (TestServer server =
            TestServer.start(dir, new ConnectionLimits(100, 2, 100, 100), FLOOR, "alice", "bob");
        RawClient idle = server.login("bob")) {
      List<Trickle> slow = List.of(new Trickle(server, "alice"), new Trickle(server, "alice"));
      assertOneMadeRoom(server, awaitLogin(server, ClientId.random()), slow);
      idle.sync();
    }
  }

  @Test
  void nobodyMakesRoomWhoGoesOn() throws Exception {
    FloorRate strict = new FloorRate(1000, Duration.ofMinutes(10));
    try (TestServer server =
            TestServer.start(dir, new ConnectionLimits(100, 1, 100, 100), strict, "alice");
        RawClient first = server.login("alice");
        RawClient second = server.connect()) {
      first.send(offer(1, "slow", CONTENT.size()));
      assertThat(second.greet("alice", "right", ClientId.random()))
          .isInstanceOf(Frame.Denied.class);
      first.answer(first.next(Frame.Send.class), CONTENT);
      first.next(Frame.Receipt.class);
    }
  }
}
