package autoupload.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFolderTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("a/b"));
    Files.writeString(folder.resolve("file"), "text");
  }

  @Test
  void staysTheFolderItWasWhateverTakesItsName() throws IOException {
    try (HeldFolder held = HeldFolder.open(folder)) {
      Files.move(folder, folder.resolveSibling("moved"));
      Files.createDirectory(folder);

      assertThat(held.entry("file")).hasContent("text");
      assertThat(held.path()).isDirectory();
      Files.move(held.entry("file"), held.entry("other"));
      assertThat(folder.resolveSibling("moved/other")).exists();
    }
  }

  @Test
  void followsNoLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolveSibling("link"), folder);
    Path above = Files.createSymbolicLink(temporary.toRealPath().resolve("above"), Path.of("a"));

    for (Path way : new Path[] {link, above.resolve("b")}) {
      assertThatThrownBy(() -> HeldFolder.open(way))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("became a link");
      assertThatThrownBy(() -> HeldFile.open(way.resolve("file")))
          .isInstanceOf(FileSystemException.class);
      assertThat(OpenCall.openByComponent(way, OpenCall.FOLDER)).isNegative();
      assertThat(OpenCall.openByComponent(way.resolve("file"), OpenCall.READING)).isNegative();
    }
    try (HeldFolder held = HeldFolder.open(folder.getParent())) {
      assertThatThrownBy(() -> held.enter("link")).isInstanceOf(FileSystemException.class);
      held.enter("b").close();
    }
  }

  @Test
  void aKernelWithoutOpenat2IsAskedComponentByComponent() throws IOException {
    int byComponent = OpenCall.openByComponent(folder.resolve("file"), OpenCall.ANYTHING);
    assertThat(byComponent).as("error " + OpenCall.lastError()).isNotNegative();
    try {
      Path path = Path.of("/proc/self/fd/" + byComponent);
      assertThat(Files.isSameFile(path, folder.resolve("file"))).isTrue();
    } finally {
      OpenCall.close(byComponent);
    }
    assertThat(OpenCall.openByComponent(folder.resolve("none"), OpenCall.FOLDER)).isNegative();
    int root = OpenCall.openByComponent(Path.of("/"), OpenCall.FOLDER);
    assertThat(root).isNotNegative();
    OpenCall.close(root);
  }

  @Test
  void whatIsNotThereIsAnError() {
    assertThatThrownBy(() -> HeldFolder.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> HeldFolder.open(folder.resolve("file")))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void aFileStaysTheOneItWasWhateverTakesItsName() throws IOException {
    Path file = folder.resolve("file");
    try (HeldFile held = HeldFile.open(file)) {
      Files.move(file, folder.resolve("moved"));
      Files.writeString(file, "another");

      assertThat(held.attributes().size()).isEqualTo(4);
      held.channel(StandardOpenOption.WRITE).truncate(1).close();
      assertThat(held.links()).isEqualTo(1);
      Files.delete(folder.resolve("moved"));
      assertThat(held.links()).isZero();
    }
    assertThat(file).hasContent("another");
  }

  @Test
  void aLinkIsHeldItself() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    try (HeldFile held = HeldFile.open(link)) {
      assertThat(held.attributes().isSymbolicLink()).isTrue();
      assertThatThrownBy(() -> held.channel(StandardOpenOption.READ))
          .isInstanceOf(IOException.class);
    }
  }

  /** ISO 8859-1, as a camera or an old card may have it. */
  @Test
  void reachesAFolderWhoseNameIsNotUtf8() throws Exception {
    String command = "mkdir \"$(printf 'lat\\361n \\045')\"";
    Process made = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    assertThat(made.waitFor()).isZero();
    Path odd;
    try (Stream<Path> all = Files.list(folder)) {
      odd = all.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    Files.createFile(odd.resolve("inner"));

    try (HeldFolder held = HeldFolder.open(odd)) {
      assertThat(held.entry("inner")).exists();
    }
    int byComponent = OpenCall.openByComponent(odd, OpenCall.FOLDER);
    assertThat(byComponent).isNotNegative();
    OpenCall.close(byComponent);
  }
}
