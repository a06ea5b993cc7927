package autoupload.server;

import static autoupload.server.scripted.Credentials.PASSWORD;
import static autoupload.server.scripted.Credentials.line;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.Identity;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins: those that are accepted, and the answers to the others. */
class LoginTest {
  @TempDir private Path dir;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(dir, "alice");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Frame greet(String user, String password) throws IOException {
    try (RawClient client = server.connect()) {
      Frame answer = client.greet(user, password, ClientId.random());
      if (answer instanceof Frame.Denied) {
        assertThat(client.read()).as("what follows DENIED").isEmpty();
      }
      return answer;
    }
  }

  @Test
  void theRightPasswordIsAccepted() throws IOException {
    assertThat(greet("alice", PASSWORD)).isInstanceOf(Frame.Accepted.class);
  }

  @Test
  void everyoneElseIsToldTheSame() throws IOException {
    server
        .credentials()
        .setPasswords(line("alice") + "seeded#GEZDGNBVGY3TQOJQ#" + Credentials.HASH);

    Frame wrong = greet("alice", "wrong");

    assertThat(wrong).isInstanceOf(Frame.Denied.class);
    assertThat(greet("nobody", PASSWORD)).isEqualTo(wrong);
    assertThat(greet("seeded", PASSWORD)).as("the account needs a code too").isEqualTo(wrong);
    assertThat(greet("alice", "")).isEqualTo(wrong);
    assertThat(greet("", "")).isEqualTo(wrong);
    assertThat(greet("alice\n", PASSWORD)).isEqualTo(wrong);
    assertThat(greet("../alice", PASSWORD)).isEqualTo(wrong);
  }

  @Test
  void whoIsAddedMayComeInAndWhoIsRemovedMayNotAndIsCutOff() throws IOException {
    try (RawClient alice = server.login("alice")) {
      server.credentials().setUsers("bob");

      assertThat(greet("bob", PASSWORD)).isInstanceOf(Frame.Accepted.class);
      assertThat(greet("alice", PASSWORD)).isInstanceOf(Frame.Denied.class);
      assertThat(alice.read()).as("the end of the connection").isEmpty();
    }
  }

  @Test
  void whoseLineIsTheSameStaysWhenOthersChange() throws IOException {
    try (RawClient alice = server.login("alice")) {
      server.credentials().setPasswords("# new\n" + line("bob") + line("alice"));
      assertThat(greet("bob", PASSWORD)).isInstanceOf(Frame.Accepted.class);

      alice.upload(1, "last", Content.of(1, 10));
    }
  }

  private static String sealing(String user, String recipient) {
    return user + "#" + Credentials.HASH + "#recipient=" + recipient + "\n";
  }

  private Optional<String> recipient(String user) throws IOException {
    return ((Frame.Accepted) greet(user, PASSWORD)).recipient();
  }

  @Test
  void whoHasARecipientIsToldIt() throws IOException {
    try (Identity identity = Identity.generate();
        Identity hybrid = Identity.generateHybrid()) {
      String one = identity.recipient().toString();
      String two = hybrid.recipient().toString();
      server
          .credentials()
          .setPasswords(
              sealing("one", one) + sealing("two", two) + sealing("bad", "age1") + line("none"));

      assertThat(recipient("one")).contains(one);
      assertThat(recipient("two")).contains(two);
      assertThat(recipient("none")).isEmpty();
      assertThat(recipient("bad")).as("a recipient that is none").isEmpty();
    }
  }

  @Test
  void aTicketIsNoPassword() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(RawClient.hello(ClientId.random()));
      client.next(Frame.Welcome.class);
      client.send(new Frame.Login("alice", Secret.NONE, "", new Secret(new byte[32])));

      client.next(Frame.Denied.class);
      assertThat(client.read()).isEmpty();
    }
  }

  @Test
  void whoGuessesIsSentAwayUncheckedAndUploadsGoOn() throws IOException {
    try (RawClient alice = server.login("alice")) {
      // Ten are free, and each wait is twice as long as the one before: some try is within one.
      Duration wait = Duration.ZERO;
      for (int i = 0; i < 30 && wait.isZero(); i++) {
        wait = ((Frame.Denied) greet("alice", "wrong " + i)).retryAfter();
      }
      assertThat(wait).isPositive();
      alice.upload(1, "meanwhile", Content.of(1, 10));
    }
  }

  @Test
  void aDeviceThatRepeatsAnOldPasswordKeepsNobodyOut() throws IOException {
    for (int i = 0; i < 15; i++) {
      assertThat(greet("alice", "old"))
          .isInstanceOfSatisfying(
              Frame.Denied.class, denied -> assertThat(denied.retryAfter()).isZero());
    }
    assertThat(greet("alice", PASSWORD)).isInstanceOf(Frame.Accepted.class);
  }

  @Test
  void aChangedLineMakesAnOldPasswordWrongAndAWrongOneRight() throws IOException {
    assertThat(greet("alice", PASSWORD)).isInstanceOf(Frame.Accepted.class);
    assertThat(greet("alice", "other")).isInstanceOf(Frame.Denied.class);
    server.credentials().setPasswords("alice#" + Credentials.OTHER_HASH + "\n");

    assertThat(greet("alice", PASSWORD)).isInstanceOf(Frame.Denied.class);
    assertThat(greet("alice", "other")).isInstanceOf(Frame.Accepted.class);
  }
}
