package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.FileKey;
import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seals that an earlier version wrote: they are read, and written again byte for byte. */
class SealFormatTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");
  private static final SealSubject SUBJECT =
      new SealSubject("a/ü.mp4", 70_000, NOW, NOW.plusNanos(1), "recipients");
  private static final byte[] PREAMBLE = {1, 2, 3, 4, 5};
  private static final List<byte[]> CHUNKS = List.of(digest(1));
  private static final List<byte[]> SEGMENTS = List.of(digest(2), digest(3));

  @TempDir private Path folder;

  private static byte[] digest(int seed) {
    return ContentDigest.newSha256().digest(new byte[] {(byte) seed});
  }

  private static FileKey key() {
    byte[] bytes = new byte[FileKey.LENGTH];
    Arrays.fill(bytes, (byte) 7);
    return new FileKey(bytes);
  }

  private Path fixture() throws IOException {
    Path copy = folder.resolve("earlier");
    try (InputStream in = SealFormatTest.class.getResourceAsStream("seal-of-0.1")) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  @Test
  void anEarlierSealIsRead() throws IOException {
    Path path = fixture();
    SealFile.SealRecords found = SealFile.read(path);

    assertThat(found.subject()).isEqualTo(SUBJECT);
    assertThat(found.preamble()).isEqualTo(PREAMBLE);
    assertThat(found.key().bytes()).isEqualTo(key().bytes());
    assertThat(found.chunks()).containsExactlyElementsOf(CHUNKS);
    assertThat(found.segments()).containsExactlyElementsOf(SEGMENTS);
    assertThat(found.end()).isEqualTo(Files.size(path));
  }

  @Test
  void aSealIsWrittenAsBefore() throws IOException {
    Path path = folder.resolve("written");
    long end = SealFile.create(path, SUBJECT, PREAMBLE, key());
    end = SealFile.append(path, end, CHUNKS, SEGMENTS.subList(0, 1));
    end = SealFile.append(path, end, List.of(), SEGMENTS.subList(1, 2));

    assertThat(path).hasSameBinaryContentAs(fixture()).hasSize(end);
  }

  @Test
  void aTornRecordOfAnEarlierSealIsWrittenOver() throws IOException {
    Path path = fixture();
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 3));
    SealFile.SealRecords found = SealFile.read(path);

    assertThat(found.segments()).hasSize(1);
    SealFile.append(path, found.end(), List.of(), SEGMENTS.subList(1, 2));
    assertThat(Files.readAllBytes(path)).isEqualTo(whole);
  }
}
