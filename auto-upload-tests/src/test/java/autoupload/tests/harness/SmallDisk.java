package autoupload.tests.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small mounted file system, in memory or in an image file, that is easily filled. */
public final class SmallDisk implements AutoCloseable {
  private final Site site;
  private final Path folder;

  private SmallDisk(Site site, Path folder) {
    this.site = site;
    this.folder = folder;
  }

  /** Mounts one on an existing folder; skips the test where that is not allowed. */
  public static SmallDisk mount(Site site, Path folder, int mebibytes) {
    String size = "size=" + mebibytes + "m,mode=755";
    RunningCommand mount =
        site.command("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()).run();
    assumeTrue(mount.exitCode() == 0, "`mount` is not allowed here: " + mount.err());
    return new SmallDisk(site, folder);
  }

  /**
   * Mounts an image with a file system of its own, made by a command whose last argument the image
   * is; skips the test where one of the two is not to be had.
   */
  public static SmallDisk format(Site site, Path folder, int mebibytes, String... mkfs)
      throws IOException {
    Path image = site.path(folder.getFileName() + ".image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(mebibytes * Tree.MIB);
    }
    assumeTrue(
        site.command("sh", "-c", "command -v " + mkfs[0]).run().exitCode() == 0,
        "there is no `" + mkfs[0] + "` here");
    site.command(mkfs).with(image.toString()).runOrFail();
    RunningCommand mount =
        site.command("mount", "-o", "loop", image.toString(), folder.toString()).run();
    assumeTrue(mount.exitCode() == 0, "`mount -o loop` is not allowed here: " + mount.err());
    return new SmallDisk(site, folder);
  }

  /** Writes a file until only so many bytes are left. */
  public Path fillUpTo(String name, long left) throws IOException {
    Path ballast = folder.resolve(name);
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (free() > left) {
        out.write(block);
      }
    } catch (IOException e) {
      if (left > 0) { // else that is what is wanted
        throw e;
      }
    }
    return ballast;
  }

  /** How many bytes are left. */
  public long free() {
    return folder.toFile().getUsableSpace();
  }

  /** Detaches it; it goes when nobody uses it any more. */
  @Override
  public void close() {
    site.command("umount", "-l", folder.toString()).run();
  }
}
