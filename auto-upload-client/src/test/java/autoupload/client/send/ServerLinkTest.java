package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.link.LinkLost;
import autoupload.client.login.LoginRefused;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.ScriptedServer;
import autoupload.client.scripted.TestIdentity;
import autoupload.tls.ServerNotProven;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLinkTest extends ScriptedTest {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @AfterEach
  void stopThread() {
    thread.shutdownNow();
  }

  private Future<ServerLink> open() {
    return thread.submit(() -> Sender.open(server, identity.trust()));
  }

  private static void assertFails(
      Future<ServerLink> opening, Class<? extends IOException> type, String words) {
    assertThatThrownBy(() -> opening.get(60, TimeUnit.SECONDS))
        .cause()
        .isExactlyInstanceOf(type)
        .hasMessageContaining(words);
  }

  @Test
  void saysWhoItIsAndHearsWhichStoreAnswers() throws Exception {
    Future<ServerLink> opening = open();
    try (ClientConnection connection = server.accept()) {
      Frame.Hello hello = connection.next(Frame.Hello.class);
      assertThat(hello)
          .isEqualTo(new Frame.Hello(WireLimits.VERSION, Sender.ID, "device", Frame.Backlog.NONE));
      connection.send(ClientConnection.welcome(17));
      assertThat(connection.next())
          .isEqualTo(new Frame.Login("user", Sender.login().password(), "", Secret.NONE));
      connection.accept();

      try (ServerLink link = opening.get(60, TimeUnit.SECONDS)) {
        assertThat(link.store()).isEqualTo(ClientConnection.STORE);
        assertThat(link.offersAhead()).isEqualTo(17);
      }
      connection.awaitEnd();
    }
  }

  @Test
  void aServerNeverAllowsLessThanOneOfferOrMoreThanAreEverOpen() throws Exception {
    int most = WireLimits.OFFERS_AHEAD;
    int[][] cases = {{0, 1}, {1, 1}, {most, most}, {most + 1, most}, {65_535, most}};
    for (int[] one : cases) {
      Future<ServerLink> opening = open();
      try (ClientConnection connection = server.accept()) {
        connection.greet(one[0]);
        try (ServerLink link = opening.get(60, TimeUnit.SECONDS)) {
          assertThat(link.offersAhead()).isEqualTo(one[1]);
        }
      }
    }
  }

  @Test
  void aLoginThatIsRefusedIsNoLostConnection() throws Exception {
    Future<ServerLink> opening = open();
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(ClientConnection.welcome(256));
      connection.next(Frame.Login.class);
      connection.send(new Frame.Denied(Duration.ZERO, "no such user, or not this password"));

      assertFails(opening, LoginRefused.class, "no such user, or not this password");
      connection.awaitEnd();
    }
  }

  @Test
  void aServerThatIsNotTheRightOneHearsNoPassword(@TempDir Path other) throws Exception {
    try (ScriptedServer stranger = new ScriptedServer(new TestIdentity(other))) {
      Future<ServerLink> opening = thread.submit(() -> Sender.open(stranger, identity.trust()));
      assertThatThrownBy(stranger::accept).isInstanceOf(IOException.class);
      assertFails(opening, ServerNotProven.class, "");
    }
  }

  @Test
  void aServerOfAnotherVersionIsNotTriedAgain() throws Exception {
    Future<ServerLink> opening = open();
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(new Frame.Welcome(2, Instant.EPOCH, StoreId.random(), 256));
      assertFails(opening, IOException.class, "upgrade the older end");
    }
    opening = open();
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(new Frame.Error(RefusalCode.VERSION.code(), "version 2 is spoken here"));
      assertFails(opening, IOException.class, "version 2 is spoken here");
    }
  }

  @Test
  void whatElseGoesWrongBeforeTheLoginIsALostConnection() throws Exception {
    Future<ServerLink> opening = open();
    server.acceptRaw().close();
    assertFails(opening, LinkLost.class, "no TLS connection with 127.0.0.1:");

    opening = open();
    server.accept().close();
    assertFails(opening, LinkLost.class, "no login: ");

    opening = open();
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(new Frame.Prove(1));
      assertFails(opening, LinkLost.class, "PROVE is not allowed here");
    }
    opening = open();
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(new Frame.Error(RefusalCode.TIMEOUT.code(), "too slow"));
      assertFails(opening, LinkLost.class, "too slow");
    }
  }

  @Test
  void somethingElseThatAnswersIsALostConnection() throws Exception {
    Future<ServerLink> opening = open();
    try (Socket socket = server.acceptRaw()) {
      socket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> opening.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortWhereNobodyListensIsALostConnection() throws Exception {
    server.close();
    assertFails(open(), LinkLost.class, "cannot connect to 127.0.0.1:");
  }
}
