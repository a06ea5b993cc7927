package autoupload.client.dispose;

import autoupload.mount.Mount;
import autoupload.mount.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reachability of a file's old bytes by overwriting, as far as the kind of storage tells: the file
 * system by {@code /proc/self/mountinfo} (proc(5)), the device by {@code /sys/dev/block} (sysfs).
 * Where the device is encrypted as a whole, old bytes are nobody's to read.
 */
public final class OldBytes {
  private static final Set<String> TO_NEW_PLACES =
      Set.of("btrfs", "zfs", "bcachefs", "f2fs", "nilfs2", "ubifs", "jffs2", "yaffs2");
  private static final Set<String> IN_LAYERS = Set.of("overlay", "aufs", "unionfs");
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "devtmpfs", "rootfs");

  private final Path mountinfo;
  private final Path sys;

  OldBytes(Path mountinfo, Path sys) {
    this.mountinfo = mountinfo;
    this.sys = sys;
  }

  /** As this machine's kernel tells. */
  public static OldBytes ofThisMachine() {
    return new OldBytes(Path.of("/proc/self/mountinfo"), Path.of("/sys"));
  }

  /**
   * Why the old bytes of what is overwritten in a folder may survive.
   *
   * @param folder a real path
   * @return empty if nothing speaks for it, or the kernel does not tell
   */
  public Optional<String> surviveBecause(Path folder) {
    try {
      Optional<Mount> mount = MountTable.read(mountinfo).of(folder);
      return mount.isEmpty() ? Optional.empty() : judge(mount.get());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether overwriting what is in a folder reaches the bytes it has, as far as the file system
   * decides that. Where new data always goes to a new place, overwriting leaves the old and takes
   * room besides.
   *
   * @param folder a real path
   */
  public boolean areReachable(Path folder) {
    try {
      Optional<Mount> mount = MountTable.read(mountinfo).of(folder);
      return mount.isEmpty() || !TO_NEW_PLACES.contains(mount.get().type());
    } catch (IOException | IllegalArgumentException e) {
      return true;
    }
  }

  private Optional<String> judge(Mount mount) throws IOException {
    if (IN_MEMORY.contains(mount.type()) || isEncrypted(device(mount))) {
      return Optional.empty();
    }
    if (TO_NEW_PLACES.contains(mount.type())) {
      return Optional.of(mount.type() + " writes new data to a new place");
    }
    if (IN_LAYERS.contains(mount.type())) {
      return Optional.of(mount.type() + " may keep an older copy in a lower layer");
    }
    if (!mount.hasDevice()) {
      return Optional.of("what " + mount.type() + " does with old data is decided elsewhere");
    }
    if (List.of(mount.options().split(",")).contains("data=journal")) {
      return Optional.of(mount.type() + " keeps data in its journal too");
    }
    return isFlash(device(mount))
        ? Optional.of("flash memory writes new data to a new place")
        : Optional.empty();
  }

  /** The device's folder in sysfs; that of a file system without a number of its own by name. */
  private Path device(Mount mount) throws IOException {
    if (mount.hasDevice()) {
      return sys.resolve("dev/block").resolve(mount.device());
    }
    Path source = Path.of(mount.source());
    return source.isAbsolute() && Files.exists(source)
        ? sys.resolve("class/block").resolve(source.toRealPath().getFileName())
        : sys.resolve("none");
  }

  /** Sticks and cards in a reader often claim to rotate, but are removable. */
  private static boolean isFlash(Path device) {
    Path disk = Files.exists(device.resolve("partition")) ? device.resolve("..") : device;
    return says(disk.resolve("queue/rotational"), "0") || says(disk.resolve("removable"), "1");
  }

  /** Whether it, or all it is made of, lies in an encrypted device (device mapper, dm-crypt). */
  private static boolean isEncrypted(Path device) throws IOException {
    Path uuid = device.resolve("dm/uuid");
    if (Files.exists(uuid) && Files.readString(uuid).startsWith("CRYPT-")) {
      return true;
    }
    Path slaves = device.resolve("slaves");
    if (!Files.isDirectory(slaves)) {
      return false;
    }
    List<Path> parts;
    try (Stream<Path> all = Files.list(slaves)) {
      parts = all.toList();
    }
    for (Path part : parts) {
      if (!isEncrypted(part)) {
        return false;
      }
    }
    return !parts.isEmpty();
  }

  private static boolean says(Path file, String value) {
    try {
      return Files.readString(file).strip().equals(value);
    } catch (IOException e) {
      return false;
    }
  }
}
