package autoupload.client.scripted;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Mounted exFAT image, on which all files have one mode; where it cannot be mounted the test is
 * skipped.
 */
public final class ExfatCard implements AutoCloseable {
  private final Path log;
  private final Path folder;

  private ExfatCard(Path log, Path folder) {
    this.log = log;
    this.folder = folder;
  }

  /**
   * Mounts one.
   *
   * @param temporary where image and mount point go
   */
  public static ExfatCard mount(Path temporary) throws IOException {
    Path image = temporary.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    Path folder = Files.createDirectory(temporary.resolve("card"));
    ExfatCard card = new ExfatCard(temporary.resolve("log"), folder);
    assumeTrue(card.runs("mkfs.exfat", image.toString()), "no `mkfs.exfat` (exfatprogs) here");
    boolean mounted = false;
    for (String type : List.of("exfat", "exfat-fuse")) {
      mounted =
          mounted
              || card.runs("mount", "-t", type, "-o", "loop", image.toString(), folder.toString());
    }
    assumeTrue(mounted, "exFAT cannot be mounted here (exfat-fuse)");
    return card;
  }

  private boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it is mounted. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    runs("umount", "-l", folder.toString());
  }
}
