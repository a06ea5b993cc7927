package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
  private static final int CHUNK = 8 << 20;

  private static byte[] filled(char letter) {
    byte[] bytes = new byte[CHUNK];
    Arrays.fill(bytes, (byte) letter);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Hashes the parts, each of which is a whole chunk. */
  private static ChunkHasher hash(byte[]... chunks) {
    long size = Arrays.stream(chunks).mapToLong(chunk -> chunk.length).sum();
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(size));
    for (byte[] chunk : chunks) {
      hasher.update(chunk, 0, chunk.length);
      hasher.endChunk();
    }
    return hasher;
  }

  @Test
  void aFileOfOneChunkHasItsSha256() { // FIPS 180-4, and what sha256sum prints
    assertThat(hash(utf8("")).digest())
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(hash(utf8("abc")).digest())
        .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hash(filled('a')).digest())
        .hasToString("ad97f87076920684e2ca66fc44e5d322797dc9d64706b174e51b5d0828937043");
  }

  /** Computed with: cat the chunks' sha256sum in binary, then sha256sum of that. */
  @Test
  void aFileOfSeveralChunksHasTheSha256OfTheirDigests() {
    assertThat(hash(filled('a'), utf8("x")).digest())
        .hasToString("ec86dfdc0d944101b5134f0e99468fab692f5835b43eac5262f22254e3b57e28-2");
    assertThat(hash(filled('a'), filled('b'), utf8("tail")).digest())
        .hasToString("e9b52cd53b2d81aca658b1a376e859e57430af5b1e3b596863ee5a74e678e66d-3");
  }

  @Test
  void isEqualOnlyIfBytesAndChunksAre() {
    byte[] hash = new byte[32];
    byte[] other = new byte[32];
    other[31] = 1;

    assertThat(ContentDigest.of(1, hash)).isEqualTo(ContentDigest.of(1, hash.clone()));
    assertThat(ContentDigest.of(1, hash)).isNotEqualTo(ContentDigest.of(2, hash));
    assertThat(ContentDigest.of(1, hash)).isNotEqualTo(ContentDigest.of(1, other));
    assertThat(ContentDigest.of(1, hash).hashCode())
        .isNotEqualTo(ContentDigest.of(1, other).hashCode());
    assertThat(ContentDigest.of(1, hash)).hasSameHashCodeAs(ContentDigest.of(1, hash.clone()));
  }

  @Test
  void cannotBeChangedThroughTheArraysItTakesAndGives() {
    byte[] given = new byte[32];
    ContentDigest digest = ContentDigest.of(1, given);
    given[0] = 1;
    digest.hash()[0] = 1;

    assertThat(digest.hash()).containsOnly(0);
  }

  @Test
  void refusesWhatIsNoDigest() {
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> ContentDigest.of(1, new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int chunks : new int[] {-1, 0, 8193}) {
      assertThatThrownBy(() -> ContentDigest.of(chunks, new byte[32]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ContentDigest.ofChunks(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ContentDigest.ofChunks(Collections.nCopies(8193, new byte[32])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goesOnAfterChunksThatAreKnown() {
    ContentDigest whole = hash(filled('a'), filled('b'), utf8("tail")).digest();
    ChunkPlan plan = ChunkPlan.forSize(2L * CHUNK + 4);
    ChunkHasher first = new ChunkHasher(plan);
    first.update(ByteBuffer.wrap(filled('a')));
    first.endChunk();

    ChunkHasher second = new ChunkHasher(plan, first.completed());
    assertThat(second.position()).isEqualTo(CHUNK);
    second.update(ByteBuffer.wrap(filled('b')));
    second.endChunk();
    assertThat(second.remainingInChunk()).isEqualTo(4);
    second.update(ByteBuffer.wrap(utf8("tail")));
    second.endChunk();

    assertThat(second.isComplete()).isTrue();
    assertThat(second.remainingInChunk()).isZero();
    assertThat(second.digest()).isEqualTo(whole);
  }

  @Test
  void aHasherRefusesStepsOutOfTurn() {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(3));

    assertThatThrownBy(() -> hasher.update(new byte[4], 0, 4))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(hasher::endChunk).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(hasher::digest).isInstanceOf(IllegalStateException.class);
    assertThat(hasher.position()).isZero();

    hasher.update(utf8("abc"), 0, 3);
    assertThat(hasher.isComplete()).isFalse();
    assertThatThrownBy(() -> hasher.update(new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
    hasher.endChunk();
    assertThatThrownBy(hasher::endChunk).isInstanceOf(IllegalStateException.class);
    assertThat(hasher.digest().hex()).startsWith("ba7816bf");
  }

  @Test
  void aHashersChunksCannotBeChangedThroughTheArraysItGives() {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(3));
    hasher.update(utf8("abc"), 0, 3);
    Arrays.fill(hasher.endChunk(), (byte) 0);

    assertThat(hasher.digest().hex()).startsWith("ba7816bf");
  }

  /**
   * More hashers than there are threads for, and arrays that are filled anew as soon as allowed.
   */
  @Test
  void hashingBesideTheCallerGivesTheSameDigest() throws Exception {
    List<Callable<Void>> uploads = Collections.nCopies(8, ContentDigestTest::hashBeside);
    ExecutorService threads = Executors.newFixedThreadPool(uploads.size());
    try {
      for (Future<Void> upload : threads.invokeAll(uploads)) {
        upload.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Void hashBeside() {
    Random random = new Random(7);
    byte[] content = new byte[3 * CHUNK / 2];
    random.nextBytes(content);
    byte[][] blocks = {new byte[256 << 10], new byte[256 << 10]};
    ChunkHasher plain = new ChunkHasher(ChunkPlan.forSize(content.length));
    ChunkHasher beside = new ChunkHasher(ChunkPlan.forSize(content.length));
    for (int turn = 0; !plain.isComplete(); turn = 1 - turn) {
      int at = (int) plain.position();
      int count = (int) Math.min(plain.remainingInChunk(), 1 + random.nextInt(256 << 10));
      plain.update(content, at, count);
      System.arraycopy(content, at, blocks[turn], 0, count);
      beside.updateBeside(ByteBuffer.wrap(blocks[turn], 0, count));
      if (plain.remainingInChunk() == 0) {
        assertThat(beside.endChunk()).isEqualTo(plain.endChunk());
      }
    }
    assertThat(beside.digest()).isEqualTo(plain.digest());
    return null;
  }

  @Test
  void anArrayMayChangeOnceTheHasherHasSettled() {
    byte[] block = filled('a');
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(CHUNK));
    hasher.updateBeside(ByteBuffer.wrap(block));
    hasher.settle();
    Arrays.fill(block, (byte) 0);
    hasher.endChunk();

    assertThat(hasher.digest()).isEqualTo(hash(filled('a')).digest());
  }

  @Test
  void aHasherRefusesBytesBeyondTheChunkHoweverTheyAreGiven() {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(3));

    assertThatThrownBy(() -> hasher.update(ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hasher.updateBeside(ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(hasher.position()).isZero();
  }

  /** The large block takes its thread far longer than the caller needs to come with the next. */
  @Test
  void whatIsHashedBesideTheCallerStaysInOrder() {
    int large = CHUNK - 2;
    byte[] content = filled('a');
    content[large] = 'x';
    content[large + 1] = 'y';
    ContentDigest expected = hash(content).digest();

    for (int i = 0; i < 3; i++) {
      ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(CHUNK));
      hasher.updateBeside(ByteBuffer.wrap(content, 0, large));
      if (i == 0) {
        hasher.update(content, large, 2);
      } else if (i == 1) {
        hasher.update(ByteBuffer.wrap(content, large, 2));
      } else {
        hasher.updateBeside(ByteBuffer.wrap(content, large, 2));
      }
      hasher.endChunk();

      assertThat(hasher.digest()).isEqualTo(expected);
    }
  }

  @Test
  void anInterruptIsKeptWhileAnotherThreadHashes() {
    byte[] block = filled('a');
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(CHUNK));
    Thread.currentThread().interrupt();
    hasher.updateBeside(ByteBuffer.wrap(block));
    hasher.endChunk();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(hasher.digest()).isEqualTo(hash(filled('a')).digest());
  }

  @Test
  void isMadeOfOneTo8192Chunks() {
    assertThat(ContentDigest.of(1, new byte[32]).chunks()).isEqualTo(1);
    assertThat(ContentDigest.of(8192, new byte[32]).chunks()).isEqualTo(8192);
  }

  @Test
  void anOfferHasASizeThatCanBeCut() {
    UploadName name = new UploadName("a");
    for (long size : new long[] {0, CHUNK + 1, 1L << 62}) {
      assertThat(new UploadOffer(name, size, Instant.EPOCH).plan())
          .isEqualTo(ChunkPlan.forSize(size));
    }
    for (long size : new long[] {-1, (1L << 62) + 1}) {
      assertThatThrownBy(() -> new UploadOffer(name, size, Instant.EPOCH))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
