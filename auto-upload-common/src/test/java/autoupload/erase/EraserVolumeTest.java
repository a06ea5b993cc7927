package autoupload.erase;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.cli.ChildJava;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cost of erasing (issue 3, item 6): one pass, whatever the size, in little memory. */
class EraserVolumeTest {
  /** Many times the heap it is erased with. */
  private static final long SIZE = 200_000_001;

  /** A JVM writes a little besides, such as its performance data. */
  private static final long SPARE = 1 << 20;

  private static final int BLOCK = 4096;

  @TempDir private Path folder;

  @Test
  void writesAsManyBytesAsTheFileHasAndLeavesNoneOfThem() throws Exception {
    Path file = folder.resolve("video.mp4");
    try (FileChannel made =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      made.write(ByteBuffer.allocate(1), SIZE - 1); // nothing but zeros
    }
    try (FileChannel descriptor = FileChannel.open(file)) {
      long written = erase(file);

      assertThat(written).isBetween(SIZE, SIZE + SPARE);
      assertThat(descriptor.size()).isEqualTo(SIZE);
      assertThat(blocksWithManyZeros(descriptor)).isZero();
    }
    assertThat(file).doesNotExist();
  }

  /** Gives how many bytes it wrote. */
  private long erase(Path file) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(ChildJava.command(Erasing.class, "-XX:+UseSerialGC", "-Xmx16m"));
    command.add(file.toString());
    ChildJava.Result result = ChildJava.run(folder, command, Map.of());
    assertThat(result.status()).as(result.err()).isZero();
    return result
        .out()
        .lines()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Of random bytes every 256th is zero: 16 of a block. Of what was there, every one was. */
  private static int blocksWithManyZeros(FileChannel channel) throws IOException {
    int found = 0;
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (channel.read(block.clear()) > 0) {
      int zeros = 0;
      for (int i = 0; i < block.position(); i++) {
        zeros += block.get(i) == 0 ? 1 : 0;
      }
      found += zeros > Math.max(100, block.position() / 2) ? 1 : 0;
    }
    return found;
  }
}
