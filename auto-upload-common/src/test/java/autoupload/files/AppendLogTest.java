package autoupload.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLogTest {
  /** Disk whose next forces fail. */
  @TempDir private Path folder;

  private final FailingFsync disk = new FailingFsync();
  private Path path;
  private Replace replace;

  @BeforeEach
  void setPath() {
    path = folder.resolve("log");
    replace = Replace.of(path, disk, Optional.empty());
  }

  private AppendLog open(long sound) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new AppendLog(file, sound, disk);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private void rewrite(AppendLog log, String text) throws IOException {
    log.rewrite(replace, file -> Replace.writeAll(file, bytes(text)));
  }

  @Test
  void aTornEndIsCutOffAndRecordsFollowTheSoundPart() throws IOException {
    Files.writeString(path, "one,tw");
    try (AppendLog log = open(4)) {
      assertThat(path).hasContent("one,");
      log.append(bytes("2,"));
      log.append(bytes("3,"));
      assertThat(log.length()).isEqualTo(8);
    }
    assertThat(path).hasContent("one,2,3,");
  }

  @Test
  void recordsAreForcedOnceTheyWereAppended() throws IOException {
    try (AppendLog log = open(0)) {
      assertThat(log.isForced()).isTrue();
      log.append(bytes("one,"));
      assertThat(log.isForced()).isFalse();
      log.force();
      assertThat(log.isForced()).isTrue();
      assertThat(log.isDoubtful()).isFalse();
    }
  }

  @Test
  void afterAForceThatFailedItIsInDoubtUntilItWasWrittenAnew() throws IOException {
    try (AppendLog log = open(0)) {
      log.append(bytes("one,"));
      disk.failFiles(1);
      assertThatThrownBy(log::force).hasMessage("Input/output error");
      assertThat(log.isDoubtful()).isTrue();
      assertThat(log.isForced()).isFalse();

      rewrite(log, "anew,");
      assertThat(log.isDoubtful()).isFalse();
      assertThat(log.isForced()).isTrue();
      log.append(bytes("two,"));
    }
    assertThat(path).hasContent("anew,two,");
  }

  @Test
  void aNewFileWhoseNameWasNotForcedIsInDoubtAndGoneOnWith() throws IOException {
    try (AppendLog log = open(0)) {
      log.append(bytes("one,"));
      disk.failFolders(1);
      assertThatThrownBy(() -> rewrite(log, "anew,")).hasMessage("Input/output error");
      assertThat(log.isDoubtful()).isTrue();

      log.append(bytes("two,"));
    }
    assertThat(path).hasContent("anew,two,");
  }

  @Test
  void aNewFileThatCannotBeWrittenLeavesTheOldOneToGoOnWith() throws IOException {
    try (AppendLog log = open(0)) {
      log.append(bytes("one,"));
      assertThatThrownBy(
              () ->
                  log.rewrite(
                      replace,
                      file -> {
                        throw new IOException("No space left on device");
                      }))
          .hasMessage("No space left on device");
      assertThat(log.isDoubtful()).as("only a lack of room").isFalse();

      disk.failFiles(1);
      assertThatThrownBy(() -> rewrite(log, "anew,")).hasMessage("Input/output error");
      assertThat(log.isDoubtful()).isTrue();
      log.append(bytes("two,"));
    }
    assertThat(path).hasContent("one,two,");
    assertThat(folder.resolve("log.new")).doesNotExist();
  }

  @Test
  void theChecksumIsCrc32cOfThatPart() {
    assertThat(AppendLog.checksum("-123456789-".getBytes(US_ASCII), 1, 9)).isEqualTo(0xe3069283);
  }
}
