package autoupload.server;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.local.StoreFolder;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offers that end well, and those that end badly for a reason. */
class UploadTest {
  private static final int CHUNK = 8 << 20;
  private static final Content SMALL = Content.of(1, 1000);
  private static final Content TWO_CHUNKS = Content.of(2, CHUNK + 1000);
  private static final ContentDigest WRONG = ContentDigest.of(1, new byte[32]);

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

  @Test
  void aFileIsStoredAsItWasSent() throws IOException {
    try (RawClient client = server.login("alice")) {
      Frame.Receipt receipt = client.upload(1, "trips/day one/ä.mp4", TWO_CHUNKS);

      assertThat(receipt.receipt().storedName().value()).isEqualTo("trips/day one/ä.mp4");
      assertThat(receipt.receipt().size()).isEqualTo(TWO_CHUNKS.size());
      assertThat(receipt.receipt().digest()).isEqualTo(TWO_CHUNKS.digest());
    }
    Path stored = server.stored("alice", "trips/day one/ä.mp4");
    assertThat(Files.readAllBytes(stored)).isEqualTo(TWO_CHUNKS.bytes());
    assertThat(Files.getLastModifiedTime(stored).toInstant()).isEqualTo(RawClient.MODIFIED);
  }

  @Test
  void anEmptyFileHasOneEmptyChunk() throws IOException {
    Content nothing = Content.of(0, 0);
    try (RawClient client = server.login("alice")) {
      assertThat(client.upload(1, "empty", nothing).receipt().digest()).isEqualTo(nothing.digest());
    }
    assertThat(server.stored("alice", "empty")).isEmptyFile();
  }

  @Test
  void aDamagedChunkIsRefusedAndTheNextOfferResumesBeforeIt() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "a", TWO_CHUNKS.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      for (int at = 0; at < CHUNK; at += 1 << 19) {
        client.data(1, TWO_CHUNKS.bytes(), at, 1 << 19);
      }
      client.send(new Frame.Chunk(1, 0, TWO_CHUNKS.chunkDigest(0)));
      long durable = 0;
      while (durable < CHUNK) { // one in between comes after five seconds
        durable = client.next(Frame.Durable.class).offset();
      }
      assertThat(durable).isEqualTo(CHUNK);
      client.data(1, new byte[1000], 0, 1000);
      client.send(new Frame.Chunk(1, 1, TWO_CHUNKS.chunkDigest(1)));
      // under way when the refusal comes, so dropped
      client.send(new Frame.End(1, TWO_CHUNKS.digest()));

      Frame.Refused refused = client.next(Frame.Refused.class);
      assertThat(refused.code()).isEqualTo(RefusalCode.CHUNK_MISMATCH.code());
      assertThat(refused.retryable()).isTrue();
      client.send(offer(2, "a", TWO_CHUNKS.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isEqualTo(CHUNK);
      assertThat(asked.held()).contains(TWO_CHUNKS.digestOf(1));
      assertThat(server.names("alice")).isEmpty();
      client.answer(asked, TWO_CHUNKS);
      client.next(Frame.Receipt.class);
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(TWO_CHUNKS.bytes());
  }

  @Test
  void anEndWithAnotherDigestPublishesNothing() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "a", SMALL.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      client.rest(1, SMALL, asked);
      client.send(new Frame.End(1, WRONG));

      Frame.Refused refused = client.next(Frame.Refused.class);
      assertThat(refused.code()).isEqualTo(RefusalCode.CONTENT_MISMATCH.code());
      assertThat(refused.retryable()).isTrue();
      assertThat(server.names("alice")).isEmpty();
      client.send(offer(2, "a", SMALL.size()));
      asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isZero();
      client.answer(asked, SMALL);
      client.next(Frame.Receipt.class);
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(SMALL.bytes());
  }

  @Test
  void anAbortedUploadIsRefusedAndMayBeOfferedAgain() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "a", SMALL.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      client.data(1, SMALL.bytes(), 0, 500);
      client.send(new Frame.Abort(1));
      client.data(1, SMALL.bytes(), 500, 500); // under way, dropped
      client.send(new Frame.Chunk(1, 0, SMALL.chunkDigest(0)), new Frame.Abort(1));

      assertThat(client.next(Frame.Refused.class).code()).isEqualTo(RefusalCode.ABORTED.code());
      assertThat(server.names("alice")).isEmpty();
      client.send(offer(2, "a", SMALL.size()));
      client.answer(client.next(Frame.Send.class), SMALL);
      assertThat(client.next(Frame.Receipt.class).id()).isEqualTo(2);
    }
  }

  @Test
  void anAbortAfterEndStillEndsInTheReceipt() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "a", SMALL.size()));
      client.answer(client.next(Frame.Send.class), SMALL);
      client.send(new Frame.Abort(1));

      assertThat(client.next(Frame.Receipt.class).id()).isEqualTo(1);
      client.sync();
    }
  }

  @Test
  void receiptsComeWhileALongFileIsSent() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "small", SMALL.size()), offer(2, "long", TWO_CHUNKS.size()));
      Frame.Send small = client.next(Frame.Send.class);
      Frame.Send large = client.next(Frame.Send.class);
      client.answer(small, SMALL);
      client.send(new Frame.Begin(2, 0));
      client.data(2, TWO_CHUNKS.bytes(), 0, 1000);

      assertThat(client.next(Frame.Receipt.class).id()).isEqualTo(1);

      client.rest(2, TWO_CHUNKS, new Frame.Send(2, 1000, Optional.empty()));
      client.send(new Frame.End(2, TWO_CHUNKS.digest()));
      assertThat(client.next(Frame.Receipt.class).id()).isEqualTo(large.id());
    }
  }

  @Test
  void aSecondContentOfANameIsKeptBesideTheFirst() throws IOException {
    Content other = Content.of(3, 1000);
    try (RawClient one = server.login("alice", ClientId.random());
        RawClient two = server.login("alice", ClientId.random())) {
      one.send(offer(1, "clip.mp4", SMALL.size()));
      two.send(offer(1, "clip.mp4", other.size()));
      Frame.Send first = one.next(Frame.Send.class);
      Frame.Send second = two.next(Frame.Send.class);
      one.answer(first, SMALL);
      two.answer(second, other);

      String variant = "clip~%s.mp4";
      String oneName = one.next(Frame.Receipt.class).receipt().storedName().value();
      String twoName = two.next(Frame.Receipt.class).receipt().storedName().value();

      assertThat(oneName).isIn("clip.mp4", variant.formatted(SMALL.digest().hex().substring(0, 8)));
      assertThat(twoName)
          .isIn("clip.mp4", variant.formatted(other.digest().hex().substring(0, 8)))
          .isNotEqualTo(oneName);
      assertThat(Files.readAllBytes(server.stored("alice", oneName))).isEqualTo(SMALL.bytes());
      assertThat(Files.readAllBytes(server.stored("alice", twoName))).isEqualTo(other.bytes());
    }
  }

  @Test
  void aStoredFileIsProvenAfterARestartAndNotSentAgain() throws IOException {
    try (RawClient client = server.login("alice")) {
      client.upload(1, "a", SMALL);
    }
    server = server.restart();
    try (RawClient client = server.login("alice")) {
      client.send(offer(1, "a", SMALL.size()));
      client.next(Frame.Prove.class);
      client.send(new Frame.Proof(1, SMALL.digest()));

      assertThat(client.next(Frame.Receipt.class).receipt().digest()).isEqualTo(SMALL.digest());

      client.send(offer(2, "a", SMALL.size()));
      client.next(Frame.Prove.class);
      client.send(new Frame.Proof(2, WRONG));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isZero();
      client.answer(asked, Content.of(4, 1000));
      assertThat(client.next(Frame.Receipt.class).receipt().storedName().value()).startsWith("a~");
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(SMALL.bytes());
  }

  @Test
  void anUploadGoesOnAfterARestartAtTheLastByteThatCame() throws IOException {
    ClientId device = ClientId.random();
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", SMALL.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      client.data(1, SMALL.bytes(), 0, 600);
      client.sync();
    }
    server = server.restart();
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", SMALL.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isEqualTo(600);
      client.answer(asked, SMALL);
      client.next(Frame.Receipt.class);
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(SMALL.bytes());
  }

  @Test
  void aFileDamagedDuringAPauseIsReceivedAgainAndNeverProven() throws IOException {
    ClientId device = ClientId.random();
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", TWO_CHUNKS.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      for (int at = 0; at < CHUNK; at += 1 << 18) {
        client.data(1, TWO_CHUNKS.bytes(), at, 1 << 18);
      }
      client.send(new Frame.Chunk(1, 0, TWO_CHUNKS.chunkDigest(0)));
      client.data(1, TWO_CHUNKS.bytes(), CHUNK, 500);
      client.send(new Frame.Abort(1));
      client.next(Frame.Refused.class);
    }
    server = server.restart();
    new StoreFolder(server.stored("alice", "").getParent()).damagePartial("alice", 100);
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", TWO_CHUNKS.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isEqualTo(CHUNK + 500);
      client.answer(asked, TWO_CHUNKS);
      assertThat(client.next(Frame.Refused.class).code())
          .isEqualTo(RefusalCode.CHUNK_MISMATCH.code());
      assertThat(server.names("alice")).isEmpty();

      client.upload(2, "a", TWO_CHUNKS);
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(TWO_CHUNKS.bytes());
  }

  @Test
  void aChunkWhoseEndWasLostOnTheWayIsEndedFirst() throws IOException {
    ClientId device = ClientId.random();
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", SMALL.size()));
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(1, 0));
      client.data(1, SMALL.bytes(), 0, SMALL.size());
      client.sync();
    }
    server = server.restart();
    try (RawClient client = server.login("alice", device)) {
      client.send(offer(1, "a", SMALL.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isPositive();
      assertThat(asked.held()).as("no digest of it was ever compared").isEmpty();
      client.answer(asked, SMALL);
      client.next(Frame.Receipt.class);
    }
    assertThat(Files.readAllBytes(server.stored("alice", "a"))).isEqualTo(SMALL.bytes());
  }

  /** What is only half sent brings nothing. */
  @Test
  void whoSendsNothingMoreAfterTheLastEndGetsAllReceipts() throws IOException {
    int files = 50;
    try (RawClient client = server.login("alice")) {
      for (int id = 1; id <= files; id++) {
        client.send(offer(id, "last" + id, 10));
      }
      client.send(offer(files + 1, "half", 10));
      for (int id = 1; id <= files; id++) {
        client.answer(client.next(Frame.Send.class), Content.of(id, 10));
      }
      client.next(Frame.Send.class);
      client.send(new Frame.Begin(files + 1, 0));
      client.data(files + 1, Content.of(1, 10).bytes(), 0, 5);
      client.endInput();

      for (int id = 1; id <= files; id++) {
        client.next(Frame.Receipt.class);
      }
      assertThat(client.read()).isEmpty();
    }
    assertThat(server.names("alice")).contains("last" + files).doesNotContain("half");
  }
}
