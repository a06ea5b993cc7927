package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartialLogTest {
  private static final TestContent CONTENT = TestContent.random(1, 2 * CHUNK + 5);
  private static final UploadKey KEY = CONTENT.key("ann", ClientId.random(), "d/ä.mp4");
  private static final byte[] FIRST = CONTENT.chunkDigest(CHUNK);
  private static final byte[] SECOND = CONTENT.chunkDigest(2 * CHUNK);
  private static final byte[] THIRD = CONTENT.chunkDigest(2 * CHUNK + 5);
  private static final int HEADER = PartialLog.header(KEY, KEY.client()).remaining();

  /** The offsets after each of the six records of {@link #log}. */
  private static final long[] OFFSETS = {
    0, 1000, CHUNK, CHUNK + 7, CHUNK, 2 * CHUNK, 2 * CHUNK + 5
  };

  private static byte[] log() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, PartialLog.header(KEY, KEY.client()));
    put(out, records(List.of(), 0, 1000));
    put(out, records(List.of(FIRST), 0, CHUNK + 7));
    put(out, records(List.of(FIRST), 1, CHUNK)); // a wrong chunk was cut off
    put(out, records(List.of(FIRST, SECOND, THIRD), 1, 2 * CHUNK + 5));
    return out.toByteArray();
  }

  private static ByteBuffer records(List<byte[]> digests, int from, long offset) {
    return PartialLog.records(KEY.offer().plan(), digests, from, offset);
  }

  private static void put(ByteArrayOutputStream out, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    out.writeBytes(copy);
  }

  private static Optional<PartialLog> parse(byte[] bytes) {
    return PartialLog.parse(ByteBuffer.wrap(bytes));
  }

  @Test
  void readsWhatWasWritten() {
    PartialLog log = parse(log()).orElseThrow();

    assertThat(log.client()).isEqualTo(KEY.client());
    assertThat(log.offer()).isEqualTo(KEY.offer());
    assertThat(log.offset()).isEqualTo(2 * CHUNK + 5);
    assertThat(log.digests()).containsExactly(FIRST, SECOND, THIRD);
    assertThat(log.length()).isEqualTo(log().length);
  }

  @Test
  void tornAtAnyByteItHasTheRecordsBefore() {
    byte[] whole = log();
    int record = (whole.length - HEADER) / 6;
    for (int length = 0; length < whole.length; length++) {
      Optional<PartialLog> log = parse(Arrays.copyOf(whole, length));
      if (length < HEADER) {
        assertThat(log).as("cut at %d", length).isEmpty();
      } else {
        int sound = (length - HEADER) / record;
        assertThat(log.orElseThrow().offset()).as("cut at %d", length).isEqualTo(OFFSETS[sound]);
        assertThat(log.orElseThrow().length()).isEqualTo(HEADER + (long) sound * record);
      }
    }
  }

  @Test
  void aWrongByteEndsTheSoundPart() {
    byte[] whole = log();
    int record = (whole.length - HEADER) / 6;
    for (int at = 0; at < whole.length; at++) {
      byte[] wrong = whole.clone();
      wrong[at] ^= 0x40;
      Optional<PartialLog> log = parse(wrong);
      if (at < HEADER) {
        assertThat(log).as("wrong at %d", at).isEmpty();
      } else {
        assertThat(log.orElseThrow().offset())
            .as("wrong at %d", at)
            .isEqualTo(OFFSETS[(at - HEADER) / record]);
      }
    }
  }

  @Test
  void zerosAfterAPowerCutAreNoRecords() {
    byte[] whole = Arrays.copyOf(log(), log().length + 4096);

    assertThat(parse(whole).orElseThrow().length()).isEqualTo(log().length);
    assertThat(parse(new byte[4096])).isEmpty();
  }

  @Test
  void aRecordThatClaimsAnUncheckedChunkIsNone() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, PartialLog.header(KEY, KEY.client()));
    put(out, records(List.of(), 0, CHUNK + 1));

    assertThat(parse(out.toByteArray()).orElseThrow().offset()).isZero();
  }
}
