package autoupload.client.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.files.FailingFsync;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal on a disk that does not do what it is asked. */
class JournalFaultsTest {
  private static final ContentDigest DIGEST =
      ContentDigest.of(1, ContentDigest.newSha256().digest(new byte[] {1}));

  @TempDir private Path folder;
  private final FailingFsync disk = new FailingFsync();
  private Path path;

  @BeforeEach
  void setPath() {
    path = folder.resolve("journal");
  }

  private SettledFile file(String name) {
    return new SettledFile(
        folder, new UploadName(name), new FileIdentity(7, Instant.EPOCH, "inode " + name));
  }

  private static Confirmation confirmation(SettledFile file) {
    return new Confirmation(file, new Receipt(file.name(), 7, DIGEST), DIGEST);
  }

  private Object inode() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private void assertKnows(String... names) throws IOException {
    try (Journal journal = Journal.open(path)) {
      for (String name : names) {
        assertThat(journal.of(file(name), Instant.EPOCH).isConfirmed()).as(name).isTrue();
      }
    }
  }

  @Test
  void aForceThatFailedIsNotRepeatedButTheJournalWrittenAnew() throws IOException {
    try (Journal journal = Journal.open(path, disk)) {
      journal.confirm(confirmation(file("a")));
      Object before = inode();
      disk.failFiles(1);
      assertThatThrownBy(() -> journal.erasing(file("a"))).cause().hasMessage("Input/output error");

      journal.force();
      assertThat(inode()).isNotEqualTo(before);
      journal.confirm(confirmation(file("b")));
      journal.force();
    }
    assertThat(disk.isBelieved()).as("a force after one that failed").isFalse();
    assertKnows("a", "b");
  }

  @Test
  void nothingCountsAsForcedWhileTheNewFileCannotBeForcedEither() throws IOException {
    try (Journal journal = Journal.open(path, disk)) {
      journal.confirm(confirmation(file("a")));
      disk.failFiles(3);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> journal.force()).cause().hasMessage("Input/output error");
      }
      assertThatThrownBy(
              () -> {
                disk.failFiles(1);
                journal.erasing(file("a"));
              })
          .cause()
          .hasMessage("Input/output error");

      journal.erasing(file("a"));
    }
    assertThat(disk.isBelieved()).isFalse();
    assertKnows("a");
  }

  @Test
  void aNewFileWhoseNameWasNotForcedIsWrittenOnceMore() throws IOException {
    try (Journal journal = Journal.open(path, disk)) {
      journal.confirm(confirmation(file("a")));
      disk.failFiles(1);
      disk.failFolders(1);
      assertThatThrownBy(() -> journal.force()).cause().hasMessage("Input/output error");
      assertThatThrownBy(() -> journal.force()).cause().hasMessage("Input/output error");
      Object unnamed = inode();

      journal.force();
      assertThat(inode()).isNotEqualTo(unnamed);
    }
    assertKnows("a");
  }
}
