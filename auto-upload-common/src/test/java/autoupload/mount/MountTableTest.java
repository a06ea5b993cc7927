package autoupload.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountTableTest {
  private static final String ROOT = "1 0 8:1 / / rw,noatime - ext4 /dev/sda1 rw";

  @TempDir private Path temporary;

  private MountTable table(String... lines) throws IOException {
    return MountTable.read(
        Files.writeString(temporary.resolve("mountinfo"), String.join("\n", lines) + "\n"));
  }

  private static String at(int id, String point, String type) {
    return id + " 1 8:17 / " + point + " rw shared:7 - " + type + " /dev/sdb1 rw";
  }

  @Test
  void aFolderLiesOnTheNearestMountAboveItAndOnTheLastOfTwoAtOnePoint() throws IOException {
    MountTable table =
        table(
            ROOT,
            at(2, "/media", "ext4"),
            at(3, "/media/a\\040card", "vfat"),
            at(4, "/media", "xfs"));

    assertThat(table.of(Path.of("/media/a card/DCIM")).orElseThrow().id()).isEqualTo(3);
    assertThat(table.of(Path.of("/media/other")).orElseThrow().id()).isEqualTo(4);
    assertThat(table.of(Path.of("/media2")).orElseThrow().id()).isEqualTo(1);
  }

  @Test
  void aMountAtTheFolderOrAboveItIsTheOneThatIsRequired() throws IOException {
    MountTable table = table(ROOT, at(2, "/media/card", "vfat"), at(3, "/home", "ext4"));

    assertThat(table.required(Path.of("/media/card")).orElseThrow().id()).isEqualTo(2);
    assertThat(table.required(Path.of("/media/card/DCIM")).orElseThrow().id()).isEqualTo(2);
    assertThat(table.required(Path.of("/home")).orElseThrow().id()).isEqualTo(3);
    assertThat(table.required(Path.of("/media"))).isEmpty();
    assertThat(table.required(Path.of("/media/card2"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dev",
        "/dev/shm",
        "/home",
        "/run",
        "/run/user/1000",
        "/tmp",
        "/usr",
        "/var"
      })
  void whatEveryMachineHasMountedIsNoCard(String point) throws IOException {
    MountTable table = table(ROOT, at(2, point, "ext4"));

    assertThat(table.required(Path.of(point, "media/pi/card"))).isEmpty();
  }

  @Test
  void aPlaceWhereSomethingWouldBeMountedOnDemandIsNotMounted() throws IOException {
    Path card = Path.of("/mnt/card");

    assertThat(table(ROOT, at(2, "/mnt/card", "autofs")).required(card)).isEmpty();
    MountTable mounted = table(ROOT, at(2, "/mnt/card", "autofs"), at(3, "/mnt/card", "vfat"));
    assertThat(mounted.required(card).orElseThrow().id()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "36 25", "36 25 8:1 / /mnt rw", "x 25 8:1 / /mnt rw - ext4 a rw"})
  void aLineThatIsNoMountIsNotPassedOver(String line) {
    assertThatThrownBy(() -> table(ROOT, line, ROOT)).isInstanceOf(IOException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachineHasSomethingMounted() throws IOException {
    assertThat(MountTable.read().of(Path.of("/proc/self"))).map(Mount::type).contains("proc");
  }
}
