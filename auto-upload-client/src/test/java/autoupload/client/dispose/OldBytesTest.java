package autoupload.client.dispose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldBytesTest {
  private static final Path VIDEOS = Path.of("/media/card/videos");

  @TempDir private Path temporary;
  private Path sys;

  /** Disks as sysfs shows them: sda turns and has a partition, sdb and mmcblk0 are flash. */
  @BeforeEach
  void makeDisks() throws IOException {
    sys = temporary.resolve("sys");
    disk("8:0", "sda", "1", "0");
    partition("8:1", "sda", "sda1");
    disk("8:16", "sdb", "1", "1");
    partition("8:17", "sdb", "sdb1");
    disk("179:0", "mmcblk0", "0", "0");
    partition("179:1", "mmcblk0", "mmcblk0p1");
  }

  private void disk(String number, String name, String rotational, String removable)
      throws IOException {
    Path disk = Files.createDirectories(sys.resolve("devices").resolve(name));
    write(disk.resolve("queue/rotational"), rotational);
    write(disk.resolve("removable"), removable);
    name(number, disk);
  }

  private void partition(String number, String disk, String name) throws IOException {
    Path partition = sys.resolve("devices").resolve(disk).resolve(name);
    write(partition.resolve("partition"), "1");
    name(number, partition);
  }

  /** A device of the device mapper, made of others. */
  private void mapped(String number, String name, String uuid, String... parts) throws IOException {
    disk(number, name, "0", "0");
    Path device = sys.resolve("devices").resolve(name);
    write(device.resolve("dm/uuid"), uuid);
    Files.createDirectory(device.resolve("slaves"));
    for (String part : parts) {
      Path target = sys.resolve("class/block").resolve(part).toRealPath();
      Files.createSymbolicLink(device.resolve("slaves").resolve(part), target);
    }
  }

  private void name(String number, Path device) throws IOException {
    Files.createDirectories(sys.resolve("dev/block"));
    Files.createDirectories(sys.resolve("class/block"));
    Files.createSymbolicLink(sys.resolve("dev/block").resolve(number), device);
    Files.createSymbolicLink(sys.resolve("class/block").resolve(device.getFileName()), device);
  }

  private static void write(Path file, String value) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private static String line(String device, String point, String type, String source) {
    return "36 25 %s / %s rw,noatime shared:7 - %s %s rw".formatted(device, point, type, source);
  }

  private Optional<String> judge(Path folder, String... mounts) throws IOException {
    Path mountinfo = Files.writeString(temporary.resolve("mountinfo"), String.join("\n", mounts));
    return new OldBytes(mountinfo, sys).surviveBecause(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "0:40, btrfs, btrfs writes new data to a new place",
    "8:1, f2fs, f2fs writes new data to a new place",
    "0:41, zfs, zfs writes new data to a new place",
    "0:42, overlay, overlay may keep an older copy in a lower layer",
    "0:43, nfs4, what nfs4 does with old data is decided elsewhere",
    "0:44, cifs, what cifs does with old data is decided elsewhere",
    "0:45, fuse.sshfs, what fuse.sshfs does with old data is decided elsewhere",
    "179:1, ext4, flash memory writes new data to a new place",
    "179:1, vfat, flash memory writes new data to a new place",
    "179:0, exfat, flash memory writes new data to a new place",
    "8:17, vfat, flash memory writes new data to a new place",
  })
  void saysWhyOldBytesMaySurvive(String device, String type, String reason) throws IOException {
    assertThat(judge(VIDEOS, line(device, "/media/card", type, "none"))).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({"8:1, ext4", "8:0, vfat", "8:1, xfs", "0:50, tmpfs", "9:9, ext4"})
  void saysNothingOfAPlainDiskAndOfMemory(String device, String type) throws IOException {
    assertThat(judge(VIDEOS, line(device, "/media/card", type, "none"))).isEmpty();
  }

  @Test
  void saysThatAJournalMayHoldData() throws IOException {
    String line = line("8:1", "/media/card", "ext4", "/dev/sda1");

    assertThat(judge(VIDEOS, line + ",errors=continue,data=journal"))
        .contains("ext4 keeps data in its journal too");
    assertThat(judge(VIDEOS, line + ",errors=continue,data=ordered")).isEmpty();
  }

  @Test
  void goesByTheInnermostMountAndTheLastOfThoseAtOnePlace() throws IOException {
    String root = line("8:1", "/", "ext4", "/dev/sda1");
    String card = line("179:1", "/media/card", "vfat", "/dev/mmcblk0p1");

    assertThat(judge(VIDEOS, card, root)).isPresent();
    assertThat(judge(Path.of("/media/cards"), card, root)).isEmpty();
    assertThat(judge(VIDEOS, root, card, line("8:1", "/media/card", "ext4", "x"))).isEmpty();
  }

  @Test
  void findsAMountWithBlanksInItsName() throws IOException {
    String card = line("179:1", "/media/my\\040card", "vfat", "/dev/mmcblk0p1");

    assertThat(judge(Path.of("/media/my card/videos"), card)).isPresent();
  }

  @Test
  void saysNothingWhereTheWholeDiskIsEncrypted() throws IOException {
    mapped("253:0", "dm-0", "CRYPT-LUKS2-0123-card", "mmcblk0p1");
    mapped("253:1", "dm-1", "LVM-0123", "dm-0");
    mapped("253:2", "dm-2", "LVM-4567", "dm-0", "mmcblk0");

    assertThat(judge(VIDEOS, line("253:0", "/media/card", "ext4", "x"))).isEmpty();
    assertThat(judge(VIDEOS, line("253:1", "/media/card", "ext4", "x"))).isEmpty();
    assertThat(judge(VIDEOS, line("253:2", "/media/card", "ext4", "x"))).isPresent();
  }

  /** Such a file system has a device number of its own, which sysfs does not know. */
  @Test
  void findsTheEncryptedDeviceOfABtrfs() throws IOException {
    mapped("253:0", "dm-0", "CRYPT-LUKS2-0123-card", "mmcblk0p1");
    Path dev = Files.writeString(temporary.resolve("dm-0"), "");
    Path mapper = Files.createSymbolicLink(temporary.resolve("luks-card"), dev);

    assertThat(judge(VIDEOS, line("0:40", "/media/card", "btrfs", mapper.toString()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "36 25 8:1", "36 25 8:1 / / rw - ext4", "\n\n"})
  void whatCannotBeReadSaysNothing(String mountinfo) throws IOException {
    assertThat(judge(VIDEOS, mountinfo)).isEmpty();
    assertThat(new OldBytes(temporary.resolve("none"), sys).surviveBecause(VIDEOS)).isEmpty();
  }

  @Test
  void knowsTheMountsOfThisMachine() throws IOException {
    Optional<String> reason = OldBytes.ofThisMachine().surviveBecause(Path.of("/proc/self"));

    assertThat(reason).contains("what proc does with old data is decided elsewhere");
  }

  @ParameterizedTest
  @CsvSource({
    "0:40, btrfs, false",
    "0:41, zfs, false",
    "8:1, f2fs, false",
    "8:1, ext4, true",
    "179:1, vfat, true",
    "0:42, overlay, true",
    "0:43, nfs4, true",
    "0:50, tmpfs, true",
  })
  void overwritesWhereTheFileSystemLeavesDataInItsPlace(String device, String type, boolean reaches)
      throws IOException {
    String line = line(device, "/media/card", type, "none");
    Path mountinfo = Files.writeString(temporary.resolve("mountinfo"), line);

    assertThat(new OldBytes(mountinfo, sys).areReachable(VIDEOS)).isEqualTo(reaches);
  }

  @Test
  void overwritesWhereTheKernelDoesNotTell() {
    assertThat(new OldBytes(temporary.resolve("none"), sys).areReachable(VIDEOS)).isTrue();
  }
}
