package autoupload.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.failpoint.Halting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaceTest {
  /** Record of a step, with what the file contains then. */
  private record Point(String name, List<String> steps, Path file) implements Halting {
    @Override
    public void hit() {
      try {
        steps.add(name + " " + Files.readString(file));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @TempDir private Path folder;
  private Path file;
  private final List<String> steps = new ArrayList<>();

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("file");
    Files.writeString(file, "old");
  }

  private Point point(String name) {
    return new Point(name, steps, file);
  }

  private Replace replace(Fsync disk) {
    return Replace.of(file, disk, Optional.empty());
  }

  @Test
  void theFileIsWrittenForcedRenamedAndItsFolderForced() throws IOException {
    Fsync disk =
        new Fsync() {
          @Override
          public void force(FileChannel channel) throws IOException {
            assertThat(channel.size()).isEqualTo(3);
            point("force").hit();
          }

          @Override
          public void forceFolder(Path forced) {
            assertThat(forced).isEqualTo(folder);
            point("force folder").hit();
          }
        };
    Replace.Points points =
        new Replace.Points(
            point("written"), point("forced"), point("renamed"), point("folder forced"));
    Replace.of(file, disk, Optional.of(points)).with("new".getBytes(US_ASCII));

    assertThat(steps)
        .containsExactly(
            "written old",
            "force old",
            "forced old",
            "renamed new",
            "force folder new",
            "folder forced new");
  }

  @Test
  void onlyItsOwnerMayReadItAndNothingIsLeftAside() throws IOException {
    Files.writeString(folder.resolve("file.new"), "what a crash left");
    replace(new Fsync()).with("new".getBytes(US_ASCII));

    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("file.new")).doesNotExist();
  }

  @Test
  void whatFailsBeforeItHasTheNameLeavesTheFileAsItWas() {
    Fsync disk =
        new Fsync() {
          @Override
          public void force(FileChannel channel) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    assertThatThrownBy(() -> replace(disk).with("new".getBytes(US_ASCII)))
        .hasMessage("Input/output error");
    assertThatThrownBy(
            () ->
                replace(new Fsync())
                    .with(
                        channel -> {
                          throw new IllegalStateException("no content");
                        }))
        .hasMessage("no content");

    assertThat(file).hasContent("old");
    assertThat(folder.resolve("file.new")).doesNotExist();
  }
}
