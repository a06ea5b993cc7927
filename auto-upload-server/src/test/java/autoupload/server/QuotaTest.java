package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.cli.ByteSize;
import autoupload.server.net.AcceptLimits;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.quota.MinFree;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quota and free space as the client sees them on the wire. */
class QuotaTest {
  private static final Content FILE = Content.of(1, 20_000);

  @TempDir private Path dir;

  private static void quota(TestServer server, String quota) {
    server.credentials().setPasswords("alice#" + Credentials.HASH + "#quota=" + quota + "\n");
  }

  private static Optional<Long> left(TestServer server) throws IOException {
    try (RawClient client = server.connect()) {
      Frame answer = client.greet("alice", Credentials.PASSWORD, ClientId.random());
      return ((Frame.Accepted) answer).quotaLeft();
    }
  }

  /** Offers the file and says what becomes of its BEGIN. */
  private static Frame begin(RawClient client, int id, String name) throws IOException {
    client.send(RawClient.offer(id, name, FILE.size()));
    client.answer(client.next(Frame.Send.class), FILE);
    Frame answer = client.next();
    while (answer instanceof Frame.Durable) {
      answer = client.next();
    }
    return answer;
  }

  @Test
  void theLoginSaysWhatIsLeft() throws Exception {
    try (TestServer server = TestServer.start(dir, "alice")) {
      assertThat(left(server)).isEmpty();
      quota(server, "50000");
      await().atMost(Duration.ofSeconds(60)).until(() -> left(server).equals(Optional.of(50_000L)));

      try (RawClient client = server.login("alice")) {
        client.upload(1, "a", FILE);
      }

      assertThat(left(server)).contains(50_000L - 5 * 4096);
    }
  }

  @Test
  void aFileBeyondTheQuotaIsRefusedForNowAndAChangeCountsWithoutALogin() throws Exception {
    try (TestServer server = TestServer.start(dir, "alice")) {
      quota(server, "30000");
      await().atMost(Duration.ofSeconds(60)).until(() -> left(server).equals(Optional.of(30_000L)));
      try (RawClient client = server.login("alice")) {
        client.upload(1, "a", FILE);

        Frame.Refused refused = (Frame.Refused) begin(client, 2, "b");

        assertThat(refused.code()).isEqualTo(RefusalCode.QUOTA.code());
        assertThat(refused.retryable()).isTrue();
        assertThat(refused.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(refused.text()).contains("quota of 29.3 KiB", "is used up");
        assertThat(server.names("alice")).containsExactly("a");

        quota(server, "50000");
        AtomicInteger id = new AtomicInteger(2);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> begin(client, id.incrementAndGet(), "b") instanceof Frame.Receipt);
      }
      assertThat(server.names("alice")).containsExactly("a", "b");
    }
  }

  @Test
  void belowTheFloorNothingIsTaken() throws Exception {
    MinFree everything = new MinFree(Optional.of(ByteSize.parse("4194304T")));
    ServerLimits limits = new ServerLimits(AcceptLimits.DEFAULT, everything);
    try (TestServer server = TestServer.start(dir, limits, "alice");
        RawClient client = server.login("alice")) {
      Frame.Refused refused = (Frame.Refused) begin(client, 1, "a");

      assertThat(refused.code()).isEqualTo(RefusalCode.NO_SPACE.code());
      assertThat(refused.retryable()).isTrue();
      assertThat(refused.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
      assertThat(server.names("alice")).isEmpty();
    }
  }
}
