package autoupload.client.journal;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.journal.UploadStatus.Unconfirmed;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals that an earlier version wrote: they are read, and written again byte for byte. */
class JournalFormatTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");
  private static final StoreId STORE = new StoreId("00112233445566778899aabbccddeeff");
  private static final long DAY = 20_000;

  @TempDir private Path folder;

  private static ContentDigest digest(int seed) {
    return ContentDigest.of(1, ContentDigest.newSha256().digest(new byte[] {(byte) seed}));
  }

  private SettledFile file(String name) {
    return new SettledFile(folder, new UploadName(name), new FileIdentity(7, NOW, "inode"));
  }

  private Receipt receipt() {
    return new Receipt(new UploadName("a/ü.mp4"), 7, digest(1));
  }

  private Receipt sealedReceipt() {
    return new Receipt(new UploadName("sealed~01234567.age"), 207, digest(2));
  }

  private Path fixture(String name) throws IOException {
    Path copy = folder.resolve("journal");
    try (InputStream in = JournalFormatTest.class.getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  /** A record of each type. */
  private void write(Journal journal) throws IOException {
    journal.meet(STORE);
    journal.confirm(new Confirmation(file("a/ü.mp4"), receipt(), digest(1)));
    journal.confirm(new Confirmation(file("sealed"), sealedReceipt(), digest(3)));
    journal.chunkRead(file("read"), NOW, 0, digest(4));
    journal.chunkRead(file("read"), NOW, 1, digest(5));
    journal.refused(file("refused"), NOW);
    journal.confirm(new Confirmation(file("gone"), receipt(), digest(1)));
    journal.erasing(file("gone"));
    journal.gone(file("gone"));
    journal.confirm(new Confirmation(file("card/hidden"), receipt(), digest(1)));
    journal.compact(coverage(), DAY); // the folder "card" shows no file
  }

  private static ScanCoverage coverage() {
    return new ScanCoverage(Set.of("a/ü.mp4", "sealed", "read", "refused"), Set.of(), n -> false);
  }

  private void assertReads(Path path) throws IOException {
    try (Journal journal = Journal.open(path)) {
      assertThat(journal.meet(STORE)).isFalse();
      assertThat(confirmed(journal, file("a/ü.mp4")).receipt()).isEqualTo(receipt());
      assertThat(confirmed(journal, file("sealed")).sent())
          .isEqualTo(new Sent(207, digest(2), digest(3)));
      assertThat(journal.chunks(file("read"), NOW))
          .containsExactly(digest(4).hash(), digest(5).hash());
      assertThat(journal.failures(file("refused"))).isEqualTo(5);
      assertThat(journal.of(file("refused"), NOW)).isEqualTo(Unconfirmed.RESTING);
      assertThat(journal.of(file("gone"), NOW).isConfirmed()).isFalse();
      assertThat(confirmed(journal, file("card/hidden")).receipt()).isEqualTo(receipt());
    }
  }

  private static ConfirmedFile confirmed(Journal journal, SettledFile file) {
    return (ConfirmedFile) journal.of(file, NOW);
  }

  @Test
  void anEarlierJournalIsRead() throws IOException {
    assertReads(fixture("journal-of-0.1"));
    assertReads(fixture("compacted-journal-of-0.1"));
  }

  @Test
  void recordsAreWrittenAsBefore() throws IOException {
    Path path = folder.resolve("written");
    try (Journal journal = Journal.open(path)) {
      write(journal);
    }
    assertThat(path).hasSameBinaryContentAs(fixture("journal-of-0.1"));
  }

  @Test
  void aCompactedJournalIsWrittenAsBefore() throws IOException {
    Path path = folder.resolve("written");
    try (Journal journal = Journal.open(path)) {
      write(journal);
      for (int i = 0; i < 1002; i++) {
        journal.refused(file("refused"), NOW);
      }
      journal.gone(file("refused"));
      journal.refused(file("refused"), NOW);
      journal.compact(coverage(), DAY);
    }
    assertThat(path).hasSameBinaryContentAs(fixture("compacted-journal-of-0.1"));
  }

  @Test
  void anEarlierJournalWithATornEndIsGoneOnWith() throws IOException {
    Path path = fixture("journal-of-0.1");
    byte[] whole = Files.readAllBytes(path);
    for (int torn : List.of(1, 5, 20)) {
      Files.write(path, Arrays.copyOf(whole, whole.length - torn));
      try (Journal journal = Journal.open(path)) {
        journal.compact(coverage(), DAY); // the last record, once more
      }
      assertThat(Files.readAllBytes(path)).as("%d bytes torn off", torn).isEqualTo(whole);
    }
  }
}
