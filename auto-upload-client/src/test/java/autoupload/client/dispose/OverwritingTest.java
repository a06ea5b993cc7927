package autoupload.client.dispose;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.pass.TinyDisk;
import autoupload.erase.Eraser;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing where overwriting does not reach the old bytes, or the disk is full. */
class OverwritingTest {
  private static final String LEFTOVER = ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2);
  private static final Eraser.LastLook RIGHT = (renamed, held) -> true;

  @TempDir private Path temporary;
  private Path folder;

  private final List<IOException> withoutRoom = new ArrayList<>();

  @BeforeEach
  void resolve() throws IOException {
    folder = temporary.toRealPath();
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    channel.read(bytes, 0);
    return new String(bytes.array(), StandardCharsets.US_ASCII);
  }

  @Test
  void whatOverwritingWouldNotReachIsOnlyRemoved() throws IOException {
    Eraser eraser = new Eraser(path -> !path.equals(folder), withoutRoom::add);
    Path file = Files.writeString(folder.resolve("video.mp4"), "old bytes");
    Path leftover = Files.writeString(folder.resolve(LEFTOVER), "old bytes");
    try (FileChannel one = FileChannel.open(file);
        FileChannel other = FileChannel.open(leftover)) {
      assertThat(eraser.erase(file, RIGHT)).isTrue();
      eraser.finish(leftover);

      assertThat(folder).isEmptyDirectory();
      assertThat(read(one)).isEqualTo("old bytes");
      assertThat(read(other)).isEqualTo("old bytes");
    }
    assertThat(withoutRoom).isEmpty();
  }

  /** It has holes, and what overwrites them takes room. */
  private static Path withHoles(Path file) throws IOException {
    try (FileChannel made =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      made.write(ByteBuffer.allocate(1), 4 << 20);
    }
    return file;
  }

  @Test
  void aFullDiskKeepsNothingThatItsOwnerHasLostAlready() throws IOException {
    try (TinyDisk disk = TinyDisk.on(folder, 1024)) {
      Eraser eraser = new Eraser(path -> true, withoutRoom::add);
      Path file = withHoles(folder.resolve("video.mp4"));
      Path leftover = withHoles(folder.resolve(LEFTOVER));
      Path ballast = disk.fill();

      assertThat(eraser.erase(file, RIGHT)).isTrue();
      eraser.finish(leftover);

      Files.delete(ballast);
      assertThat(folder).isEmptyDirectory();
    }
    assertThat(withoutRoom).hasSize(2).allMatch(e -> e.getMessage().startsWith("No space left"));
  }
}
