package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.link.LinkLost;
import autoupload.client.scripted.ScriptedServer;
import autoupload.client.scripted.TestIdentity;
import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Base class of tests in which the test is the server. */
@Timeout(300)
abstract class ScriptedTest {
  static final int CHUNK = 8 << 20;

  /** More than the network holds of a file whose receiver does not read. */
  static final long LARGE = 128L << 20;

  static TestIdentity identity;

  @TempDir Path folder;
  ScriptedServer server;
  Sender sender;

  @BeforeAll
  static void makeCertificate(@TempDir Path dir) throws IOException {
    identity = new TestIdentity(dir);
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ScriptedServer(identity);
    sender = new Sender(folder, identity.trust());
  }

  @AfterEach
  void stop() throws IOException {
    sender.close();
    server.close();
  }

  static void finish(Future<?> client) throws Exception {
    client.get(60, TimeUnit.SECONDS);
  }

  static void assertLost(Future<?> client, String words) {
    assertThatThrownBy(() -> finish(client))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(LinkLost.class)
        .hasMessageContaining(words);
  }

  /** What a server says that has the first chunks of a file. */
  static Optional<ContentDigest> held(byte[] content, int chunks) {
    return Optional.of(ContentDigest.ofChunks(Sender.chunks(content).subList(0, chunks)));
  }
}
