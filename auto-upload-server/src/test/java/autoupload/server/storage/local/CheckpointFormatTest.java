package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that an earlier version wrote: they are read, and written again byte for byte. */
class CheckpointFormatTest {
  private static final ClientId CAMERA = new ClientId("00112233445566778899aabbccddeeff");
  private static final ClientId PHONE = new ClientId("ffeeddccbbaa99887766554433221100");
  private static final UploadKey KEY =
      new UploadKey(
          new UserName("ann"),
          CAMERA,
          new UploadOffer(
              new UploadName("d/ä.mp4"),
              2 * CHUNK + 5,
              Instant.parse("2026-11-23T12:00:00.123456789Z")));
  private static final byte[] FIRST = ContentDigest.newSha256().digest(new byte[] {1});
  private static final byte[] SECOND = ContentDigest.newSha256().digest(new byte[] {2});

  @TempDir private Path folder;

  private Path fixture(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = CheckpointFormatTest.class.getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  private static ClientId owner(boolean borrowed) {
    return borrowed ? PHONE : CAMERA;
  }

  @ParameterizedTest
  @CsvSource({"checkpoints-of-0.1, false", "borrowed-checkpoints-of-0.1, true"})
  void anEarlierLogIsRead(String name, boolean borrowed) throws IOException {
    Path path = fixture(name);
    PartialLog log = PartialLog.read(path).orElseThrow();

    assertThat(log.client()).isEqualTo(CAMERA);
    assertThat(log.owner()).isEqualTo(owner(borrowed));
    assertThat(log.isBorrowed()).isEqualTo(borrowed);
    assertThat(log.offer()).isEqualTo(KEY.offer());
    assertThat(log.offset()).isEqualTo(2 * CHUNK + 1);
    assertThat(log.digests()).containsExactly(FIRST, SECOND);
    assertThat(log.length()).isEqualTo(Files.size(path));
  }

  @ParameterizedTest
  @CsvSource({"checkpoints-of-0.1, false", "borrowed-checkpoints-of-0.1, true"})
  void aLogIsWrittenAsBefore(String name, boolean borrowed) throws IOException {
    Path path = folder.resolve("written");
    try (CheckpointLog log = new CheckpointLog(path, KEY, owner(borrowed), new Disk())) {
      log.record(7, List.of());
      log.restart();
      log.record(1000, List.of());
      log.record(CHUNK, List.of(FIRST));
      log.record(2 * CHUNK + 1, List.of(FIRST, SECOND));
    }
    assertThat(path).hasSameBinaryContentAs(fixture(name));
  }

  @Test
  void anEarlierLogWithATornEndIsGoneOnWith() throws IOException {
    Path path = fixture("checkpoints-of-0.1");
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 3));
    PartialLog found = PartialLog.read(path).orElseThrow();
    try (CheckpointLog log = new CheckpointLog(path, KEY, new Disk(), found)) {
      log.record(2 * CHUNK + 1, List.of(FIRST, SECOND));
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(whole);
  }
}
