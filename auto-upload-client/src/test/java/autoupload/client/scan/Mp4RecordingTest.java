package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scan.Mp4Recording.RecordingState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Mp4RecordingTest {
  private static final byte[] FTYP =
      box("ftyp", "isom\0\0\0\1isom".getBytes(StandardCharsets.US_ASCII));
  private static final byte[] MOOV = box("moov", box("mvhd", new byte[20]));
  private static final byte[] MDAT = box("mdat", new byte[50]);
  private static final byte[] FRAGMENTED =
      box("moov", join(box("mvhd", new byte[20]), box("mvex", new byte[4])));
  private static final byte[] MOOF = box("moof", box("mfhd", new byte[8]));

  @TempDir Path folder;

  private static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(content)
        .array();
  }

  /** A box whose header alone is given: a 32-bit size, and a 64-bit size where that is 1. */
  private static byte[] header(int size, String type, long longSize) {
    return ByteBuffer.allocate(size == 1 ? 16 : 8)
        .putInt(size)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(size == 1 ? ByteBuffer.allocate(8).putLong(0, longSize) : ByteBuffer.allocate(0))
        .array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static RecordingState stateOf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Mp4Recording.stateOf(channel);
    }
  }

  private RecordingState stateOf(byte[]... parts) throws IOException {
    return stateOf(Files.write(folder.resolve("file"), join(parts)));
  }

  @Test
  void aRecordingWithIndexAndDataIsFinishedInAnyOrder() throws Exception {
    assertThat(stateOf(FTYP, MOOV, MDAT)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, MDAT, MOOV)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, box("free", new byte[99]), MDAT, MOOV))
        .isEqualTo(RecordingState.FINISHED);
  }

  @Test
  void quickTimeNeedsNoFileType() throws Exception {
    assertThat(stateOf(box("wide", new byte[0]), MDAT, MOOV)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(MDAT)).isEqualTo(RecordingState.UNFINISHED);
  }

  @Test
  void aRecordingWithoutIndexOrDataIsUnfinished() throws Exception {
    assertThat(stateOf(FTYP)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MDAT)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MOOV)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf()).isEqualTo(RecordingState.NOT_BEGUN);
  }

  @Test
  void recordersThatFillInTheSizeAtTheEndAreUnfinishedUntilThen() throws Exception {
    byte[] frames = new byte[300];
    Arrays.fill(frames, (byte) 0x65);

    assertThat(stateOf(FTYP, header(0, "mdat", 0), frames)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, header(8, "mdat", 0), frames)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, header(1, "mdat", 0), frames)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, header(1, "mdat", 0x3f3f3f3f3f3f3f3fL), frames))
        .isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MOOV, header(5000, "mdat", 0), frames))
        .isEqualTo(RecordingState.UNFINISHED);
  }

  @Test
  void sizesOfSixtyFourBitsCount() throws Exception {
    byte[] large = header(1, "mdat", 16 + 50);

    assertThat(stateOf(FTYP, large, new byte[50], MOOV)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, MOOV, large, new byte[49])).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MOOV, header(1, "mdat", -1), MOOV))
        .isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MOOV, header(1, "mdat", Long.MAX_VALUE)))
        .isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, MOOV, header(1, "mdat", 15))).isEqualTo(RecordingState.UNFINISHED);
  }

  @Test
  void dataBeyondFourGigabytesIsFoundWithoutReadingIt() throws Exception {
    long length = 5L << 30;
    Path file = Files.write(folder.resolve("sparse"), join(FTYP, header(1, "mdat", length)));
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(FTYP.length + length).write(ByteBuffer.wrap(MOOV));
    }

    assertThat(stateOf(file)).isEqualTo(RecordingState.FINISHED);
  }

  @Test
  void dataMayReachToTheEndOfTheFile() throws Exception {
    assertThat(stateOf(FTYP, MOOV, header(0, "mdat", 0), new byte[70]))
        .isEqualTo(RecordingState.FINISHED);
  }

  @Test
  void aFragmentedRecordingIsFinishedAfterTheDataOfEachFragment() throws Exception {
    assertThat(stateOf(FTYP, FRAGMENTED)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF, MDAT)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF, MDAT, MOOF)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF, MDAT, MOOF, MDAT))
        .isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF, MDAT, box("mfra", new byte[9])))
        .isEqualTo(RecordingState.FINISHED);
  }

  @Test
  void aSegmentOfAStreamNeedsNoIndexOfItsOwn() throws Exception {
    assertThat(stateOf(box("styp", new byte[8]), MOOF, MDAT)).isEqualTo(RecordingState.FINISHED);
  }

  @Test
  void whatCamerasAppendBehindTheLastBoxIsTheirs() throws Exception {
    byte[] padding = new byte[512];

    assertThat(stateOf(FTYP, MDAT, MOOV, padding)).isEqualTo(RecordingState.FINISHED);
    assertThat(stateOf(FTYP, MDAT, padding)).isEqualTo(RecordingState.UNFINISHED);
    assertThat(stateOf(FTYP, FRAGMENTED, MOOF, padding)).isEqualTo(RecordingState.UNFINISHED);
  }

  @Test
  void cutAtAnyByteItIsFinishedOnlyWhereItIs() throws Exception {
    assertFinishedOnlyAt(join(FTYP, MOOV, MDAT), Set.of(FTYP.length + MOOV.length + MDAT.length));
    assertFinishedOnlyAt(join(FTYP, MDAT, MOOV), Set.of(FTYP.length + MDAT.length + MOOV.length));
    byte[] large = join(header(1, "mdat", 66), new byte[50]);
    assertFinishedOnlyAt(join(FTYP, MOOV, large), Set.of(FTYP.length + MOOV.length + 66));
    int first = FTYP.length + FRAGMENTED.length + MOOF.length + MDAT.length;
    assertFinishedOnlyAt(
        join(FTYP, FRAGMENTED, MOOF, MDAT, MOOF, MDAT),
        Set.of(first, first + MOOF.length + MDAT.length));
  }

  private void assertFinishedOnlyAt(byte[] whole, Set<Integer> ends) throws IOException {
    for (int length = 0; length <= whole.length; length++) {
      assertThat(stateOf(Arrays.copyOf(whole, length)))
          .describedAs("the first %d of %d bytes", length, whole.length)
          .isEqualTo(
              length < 8
                  ? RecordingState.NOT_BEGUN
                  : ends.contains(length) ? RecordingState.FINISHED : RecordingState.UNFINISHED);
    }
  }

  @Test
  void whatDoesNotBeginAsARecordingIsNotJudged() throws Exception {
    assertThat(stateOf("no video at all".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(RecordingState.UNKNOWN);
    assertThat(stateOf(header(3, "ftyp", 0), MDAT)).isEqualTo(RecordingState.UNKNOWN);
    assertThat(stateOf(new byte[5000])).isEqualTo(RecordingState.UNKNOWN);
  }

  @Test
  void garbageComesToAnEnd() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] garbage = new byte[random.nextInt(4096)];
      random.nextBytes(garbage);
      assertThat(stateOf(garbage))
          .describedAs("seed %d", seed)
          .isNotEqualTo(RecordingState.FINISHED);
      assertThat(stateOf(FTYP, garbage))
          .describedAs("seed %d", seed)
          .isNotEqualTo(RecordingState.FINISHED);
    }
  }

  @Test
  void moreBoxesThanAnybodyWritesAreNotFollowed() throws Exception {
    byte[] boxes = new byte[8 * 300_000];
    for (int i = 0; i < boxes.length; i += 8) {
      System.arraycopy(header(8, "free", 0), 0, boxes, i, 8);
    }

    assertThat(stateOf(boxes)).isEqualTo(RecordingState.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "A.MP4", "GX010012.LRV", "x.y.insv", "v.3gp", "a.MoV"})
  void recordingsAreKnownByTheirNames(String name) {
    assertThat(Mp4Recording.isNamedLikeOne(folder.resolve(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jpg", "a.mp4.part", "a.avi", "a.mp44"})
  void otherFilesAreNot(String name) {
    assertThat(Mp4Recording.isNamedLikeOne(folder.resolve(name))).isFalse();
  }
}
