package autoupload.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkOrMoveTest {
  private static final LinkOrMove.LinkCall NO_LINKS =
      (name, existing) -> {
        throw new FileSystemException(name.toString(), null, "Operation not permitted");
      };

  @TempDir private Path folder;
  private Path existing;
  private Path name;

  @BeforeEach
  void write() throws IOException {
    existing = folder.resolve("existing");
    name = folder.resolve("name");
    Files.writeString(existing, "ours");
  }

  @Test
  void theFileHasBothNamesWhereThereAreHardLinks() throws IOException {
    assertThat(LinkOrMove.name(name, existing)).isEqualTo(LinkOrMove.LINKED);
    assertThat(Files.isSameFile(name, existing)).isTrue();
  }

  @Test
  void theFileHasOnlyTheNewNameWhereThereAreNone() throws IOException {
    assertThat(LinkOrMove.name(name, existing, NO_LINKS)).isEqualTo(LinkOrMove.MOVED);
    assertThat(name).hasContent("ours");
    assertThat(existing).doesNotExist();
  }

  @Test
  void whatHasTheNameIsNeverReplaced() throws IOException {
    Files.writeString(name, "theirs");

    assertThat(LinkOrMove.name(name, existing)).isEqualTo(LinkOrMove.TAKEN);
    assertThat(LinkOrMove.name(name, existing, NO_LINKS)).isEqualTo(LinkOrMove.TAKEN);
    assertThat(name).hasContent("theirs");
    assertThat(existing).hasContent("ours");
  }

  @Test
  void aSymbolicLinkThatLeadsNowhereHasItsNameToo() throws IOException {
    Files.createSymbolicLink(name, folder.resolve("nowhere"));

    assertThat(LinkOrMove.name(name, existing, NO_LINKS)).isEqualTo(LinkOrMove.TAKEN);
    assertThat(existing).hasContent("ours");
  }

  @Test
  void aFileThatIsNotThereIsAnErrorOfItsOwn() throws IOException {
    Files.delete(existing);

    assertThatThrownBy(() -> LinkOrMove.name(name, existing))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> LinkOrMove.name(name, existing, NO_LINKS))
        .isInstanceOf(NoSuchFileException.class);
  }
}
