package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.local.LocalStorage;
import autoupload.socket.BufferPool;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UserName;
import autoupload.wire.DataBytes;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.UnexpectedFrames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReceiverTest {
  private static final int FRAME = 5 * 65_536; // whole blocks, which are worth a thread
  private static final Content CONTENT = Content.of(5, FRAME);

  private final AtomicInteger arrivals = new AtomicInteger();
  @TempDir private Path dir;
  private LocalStorage storage;
  private IncomingUpload upload;

  @BeforeEach
  void open() throws StorageException {
    storage = LocalStorage.open(dir);
    upload = begin("a");
  }

  private IncomingUpload begin(String name) throws StorageException {
    UploadKey key =
        new UploadKey(
            new UserName("alice"),
            ClientId.random(),
            RawClient.offer(1, name, CONTENT.size()).offer());
    return new IncomingUpload(new Offered(1, key), storage.begin(key, 0), SessionTimes.STANDARD);
  }

  @AfterEach
  void close() {
    upload.keep();
    storage.close();
  }

  private static byte[] frame() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes);
    writer.data(1, CONTENT.bytes(), 0, FRAME);
    writer.flush();
    return bytes.toByteArray();
  }

  /** A connection that brings so many bytes at a time. */
  private static InputStream inPieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, piece));
      }
    };
  }

  private void receive(InputStream connection, BufferPool pool) throws IOException {
    FrameReader reader = new FrameReader(connection);
    reader.loggedIn();
    DataReceiver blocks = new DataReceiver(pool);
    reader.next(
        new UnexpectedFrames() {
          @Override
          public void data(int id, DataBytes bytes) throws IOException {
            try {
              blocks.deliver(bytes, upload, count -> arrivals.incrementAndGet());
            } catch (StorageException e) {
              throw new IOException(e);
            }
          }
        });
  }

  private void assertWhole() throws Exception {
    assertThat(upload.remainingInChunk()).isZero();
    assertThat(upload.endChunk(0, ContentDigest.of(1, CONTENT.digest().hash()))).isTrue();
  }

  @Test
  void aFrameArrivesWholeWhateverItsPieces() throws Exception {
    BufferPool pool = new BufferPool(1);

    receive(inPieces(frame(), 16_384), pool);

    assertWhole();
    assertThat(arrivals.get()).isGreaterThan(FRAME / 16_384);
    assertThat(pool.take()).as("the block that was lent").isPresent();
  }

  @Test
  void aFrameArrivesWholeWhereThePoolHasNothingLeft() throws Exception {
    receive(inPieces(frame(), 1_000), new BufferPool(0));

    assertWhole();
  }

  @Test
  void whatCameBeforeTheConnectionBrokeIsDelivered() throws Exception {
    BufferPool pool = new BufferPool(1);
    byte[] half = Arrays.copyOf(frame(), 100_000);

    assertThatThrownBy(() -> receive(inPieces(half, 16_384), pool))
        .isInstanceOf(EOFException.class);

    int head = frame().length - FRAME;
    assertThat(FRAME - upload.remainingInChunk()).isEqualTo(half.length - head);
    assertThat(pool.take()).as("the block that was lent").isPresent();
  }

  /** Often, since it would be by chance that somebody else's bytes come while one is hashed. */
  @Test
  void aBlockIsGivenBackOnlyOnceNothingNeedsIt() throws Exception {
    BufferPool pool = new BufferPool(1);
    for (int i = 0; i < 100; i++) {
      upload.keep();
      upload = begin("file " + i);
      receive(inPieces(frame(), 16_384), pool);

      byte[] block = pool.take().orElseThrow();
      Arrays.fill(block, (byte) 0);
      assertWhole();
      pool.giveBack(block);
    }
  }
}
