package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.Identity;
import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks larger than what is held in memory, as only files above 64 GiB have them. */
class RecordedSourceTest {
  private static final int BATCH = SegmentPlan.BATCH;
  private static final int CHUNK = 2 * BATCH;
  private static final int SIZE = 2 * CHUNK + BATCH + 7;

  @TempDir private Path folder;

  private final Recipients recipients = new Recipients(List.of(Identity.generate().recipient()));
  private final SealSubject subject =
      new SealSubject("a", SIZE, Instant.EPOCH, Instant.EPOCH, recipients.fingerprint());

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    return content;
  }

  private static byte[] sha256(byte[] content, int from, int to) {
    return ContentDigest.newSha256().digest(Arrays.copyOfRange(content, from, to));
  }

  private RecordedSource open(KeptSeal seal) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve("a"));
    return new RecordedSource(channel, new SegmentPlan(SIZE, CHUNK), seal);
  }

  @Test
  void hashesLargeChunksWhereverItBegins() throws IOException {
    byte[] content = content();
    Files.write(folder.resolve("a"), content);
    Seals seals = new Seals(folder.resolve("seals"));
    try (KeptSeal seal = seals.create(subject, recipients);
        RecordedSource source = open(seal)) {
      assertThat(source.from(0).readAllBytes()).isEqualTo(content);
      assertThat(IntStream.range(0, seal.segments()).mapToObj(seal::segment))
          .containsExactly(
              sha256(content, 0, BATCH),
              sha256(content, 0, CHUNK),
              sha256(content, CHUNK, CHUNK + BATCH),
              sha256(content, CHUNK, 2 * CHUNK),
              sha256(content, 2 * CHUNK, 2 * CHUNK + BATCH),
              sha256(content, 2 * CHUNK, SIZE));
      assertThat(source.digest())
          .isEqualTo(
              ContentDigest.ofChunks(
                  List.of(
                      sha256(content, 0, CHUNK),
                      sha256(content, CHUNK, 2 * CHUNK),
                      sha256(content, 2 * CHUNK, SIZE))));
    }
    List<Integer> offsets = new ArrayList<>(List.of(SIZE, SIZE - 1, CHUNK + BATCH + 5, BATCH, 3));
    for (int offset : offsets) {
      try (KeptSeal seal = seals.find(subject).orElseThrow();
          RecordedSource source = open(seal)) {
        assertThat(source.from(offset).readAllBytes())
            .isEqualTo(Arrays.copyOfRange(content, offset, SIZE));
      }
    }
  }

  @Test
  void countsAndEndsSegments() {
    SegmentPlan empty = new SegmentPlan(0, BATCH);
    assertThat(empty.count()).isEqualTo(1);
    assertThat(empty.end(0)).isZero();
    assertThat(empty.endsChunk(0)).isTrue();

    SegmentPlan small = new SegmentPlan(3 * BATCH + 1, BATCH);
    assertThat(small.count()).isEqualTo(4);
    assertThat(small.end(3)).isEqualTo(3 * BATCH + 1);
    assertThat(small.batchToHashFrom(3)).isEqualTo(3);

    long large = 1L << 40;
    SegmentPlan huge = new SegmentPlan(large, 16L * BATCH);
    assertThat(huge.count()).isEqualTo(1 << 17);
    assertThat(huge.endsChunk(14)).isFalse();
    assertThat(huge.endsChunk(15)).isTrue();
    assertThat(huge.batchToHashFrom(35)).isEqualTo(32);
    assertThat(huge.at(35L * BATCH)).isEqualTo(35);
  }
}
