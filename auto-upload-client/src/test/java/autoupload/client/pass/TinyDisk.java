package autoupload.client.pass;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small file system in memory (tmpfs), mounted until it is closed. */
public final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts one on an existing folder; skips the test where that is not allowed. */
  public static TinyDisk on(Path folder, int kibibytes) throws IOException {
    String size = "size=" + kibibytes + "k";
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()) == 0,
        "`mount` is not allowed here");
    return new TinyDisk(folder);
  }

  /** Takes all the room there is; gives the file that has it. */
  public Path fill() throws IOException {
    Path ballast = folder.resolve(".ballast");
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[4096];
      while (folder.toFile().getUsableSpace() > 0) {
        out.write(block);
      }
    }
    return ballast;
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
  }
}
