package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.net.ConnectionLimits;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limit on connections per user: one account takes so many, and leaves the others to others. */
class ManyOfOneUserTest {
  @TempDir private Path dir;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(dir, new ConnectionLimits(100, 2, 100, 100), "alice", "bob");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Frame greet(String user, String password) throws IOException {
    try (RawClient client = server.connect()) {
      return client.greet(user, password, ClientId.random());
    }
  }

  private static boolean isToComeLater(Frame answer) {
    return answer instanceof Frame.Denied denied
        && denied.retryAfter().equals(Duration.ofSeconds(30))
        && denied.text().contains("too many connections of this account");
  }

  private void awaitRoom(Predicate<Frame> expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> greet("alice", Credentials.PASSWORD), expected);
  }

  @Test
  void oneTooManyIsToComeLaterAndNobodyElse() throws IOException {
    try (RawClient first = server.login("alice");
        RawClient second = server.login("alice")) {
      assertThat(greet("alice", Credentials.PASSWORD)).matches(ManyOfOneUserTest::isToComeLater);
      assertThat(greet("alice", "wrong"))
          .isInstanceOfSatisfying(
              Frame.Denied.class, denied -> assertThat(denied.retryAfter()).isZero());
      assertThat(greet("bob", Credentials.PASSWORD)).isInstanceOf(Frame.Accepted.class);
      first.upload(1, "first", Content.of(1, 10));
      second.upload(1, "second", Content.of(1, 10));
    }
    awaitRoom(Frame.Accepted.class::isInstance);
  }

  @Test
  void thatTooManyCameLeavesNoneBehind() throws IOException {
    try (RawClient first = server.login("alice")) {
      try (RawClient second = server.login("alice")) {
        for (int i = 0; i < 10; i++) {
          assertThat(greet("alice", Credentials.PASSWORD))
              .matches(ManyOfOneUserTest::isToComeLater);
        }
        second.sync();
      }
      awaitRoom(Frame.Accepted.class::isInstance);
      first.sync();
    }
  }

  /** Each of them would else leave one connection counted, and two are all there are. */
  @Test
  void howeverAConnectionEndsItsPlaceIsFree() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (RawClient breach = server.login("alice")) {
        breach.send(new Frame.Begin(7, 0));
        breach.next(Frame.Error.class);
      }
      awaitRoom(Frame.Accepted.class::isInstance);
      try (RawClient gone = server.login("alice")) {
        gone.send(RawClient.offer(1, "half" + i, 1000));
        gone.send(new Frame.Begin(gone.next(Frame.Send.class).id(), 0));
        gone.raw(new byte[] {0, 0, 1});
      }
      awaitRoom(Frame.Accepted.class::isInstance);
    }
    try (RawClient cutOff = server.login("alice")) {
      server.credentials().setPasswords("alice#" + Credentials.OTHER_HASH + "\n");
      assertThat(cutOff.read()).isEmpty();
      server.credentials().setUsers("alice");
      awaitRoom(Frame.Accepted.class::isInstance);
    }
  }
}
