package autoupload.client.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.pass.TinyDisk;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal on a full disk: the state lies on a card that is erased because it is full. */
class JournalRoomTest {
  /** Of records, more than fill the last page of the journal's file. */
  private static final int MANY = 300;

  @TempDir private Path folder;

  private SettledFile file(int number) {
    return new SettledFile(
        folder, new UploadName("video-" + number), new FileIdentity(1, Instant.EPOCH, "none"));
  }

  private void remember(Journal journal, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      journal.erasing(file(i));
    }
  }

  @Test
  void aFullDiskTakesWhatErasingNeeds() throws IOException {
    Path path = folder.resolve("journal");
    try (TinyDisk disk = TinyDisk.on(folder, 1024)) {
      try (Journal journal = Journal.open(path)) {
        Path ballast = disk.fill();
        remember(journal, MANY);

        Files.delete(ballast);
        assertThat(folder.resolve("journal.spare")).doesNotExist();
      }
      Journal.open(path).close();
      assertThat(folder.resolve("journal.spare")).as("kept again").hasSize(64 << 10);
    }
  }

  @Test
  void withoutTheRoomThatIsKeptItDoesNot() throws IOException {
    try (TinyDisk disk = TinyDisk.on(folder, 1024)) {
      disk.fill();
      try (Journal journal = Journal.open(folder.resolve("journal"))) {
        assertThatThrownBy(() -> remember(journal, MANY))
            .cause()
            .hasMessageContaining("No space left");
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("No space left"); // it could not even be made
      }
      assertThat(folder.resolve("journal.spare.new")).doesNotExist();
    }
  }

  @Test
  void aJournalThatHasNoRoomToBeWrittenAnewStaysAsItIs() throws IOException {
    Path path = folder.resolve("journal");
    try (TinyDisk disk = TinyDisk.on(folder, 1024);
        Journal journal = Journal.open(path)) {
      for (int i = 0; i < 1500; i++) {
        journal.failed(file(i % 400), Instant.EPOCH);
      }
      journal.force();
      long size = Files.size(path);
      Path ballast = disk.fill();
      journal.compact(new ScanCoverage(names(), Set.of(), n -> true), 1);
      assertThat(path).hasSize(size);
      assertThat(folder.resolve("journal.new")).doesNotExist();

      Files.delete(ballast);
      journal.compact(new ScanCoverage(names(), Set.of(), n -> true), 1);
      assertThat(Files.size(path)).isLessThan(size);
    }
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      names.add(file(i).name().value());
    }
    return names;
  }
}
