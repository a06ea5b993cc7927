package autoupload.client.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");
  private static final ContentDigest DIGEST =
      ContentDigest.of(1, ContentDigest.newSha256().digest(new byte[] {1}));

  private static final long DAY = 20_000;

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("journal");
  }

  private SettledFile file(String name, long size, Instant modified) {
    return new SettledFile(
        folder, new UploadName(name), new FileIdentity(size, modified, "inode " + name));
  }

  /** A look at everything that found these files. */
  private static ScanCoverage coverage(String... names) {
    return new ScanCoverage(Set.of(names), Set.of(), name -> true);
  }

  private static Confirmation confirmation(SettledFile file) {
    return new Confirmation(file, new Receipt(file.name(), file.identity().size(), DIGEST), DIGEST);
  }

  private static ConfirmedFile confirmed(Journal journal, SettledFile file) {
    return (ConfirmedFile) journal.of(file, NOW);
  }

  @Test
  void remembersConfirmationsAcrossRuns() throws IOException {
    SettledFile clip = file("a/clip ü.mp4", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(confirmed(journal, clip).receipt()).isEqualTo(new Receipt(clip.name(), 7, DIGEST));
    }
  }

  @Test
  void ofASealedFileItKnowsWhatTheServerHasAndWhatThatWasMadeOf() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    ContentDigest source = ContentDigest.of(1, ContentDigest.newSha256().digest());
    Receipt receipt = new Receipt(new UploadName("clip~01234567.age"), 207, DIGEST);
    try (Journal journal = Journal.open(path())) {
      for (int i = 0; i < 3000; i++) {
        journal.confirm(new Confirmation(clip, receipt, source));
      }
      journal.compact(coverage("clip"), DAY);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(confirmed(journal, clip).receipt()).isEqualTo(receipt);
      assertThat(confirmed(journal, clip).sent()).isEqualTo(new Sent(207, DIGEST, source));
    }
  }

  /** As it was written before there were sealed files. */
  @Test
  void aConfirmationOfAnEarlierVersionIsRead() throws IOException {
    String record =
        "43" // C
            + "0004"
            + "636c6970" // clip
            + "0000000000000007" // 7 bytes
            + "0000000065e079f0"
            + "075bcd15" // modified
            + "0004"
            + "636c6970" // stored as clip
            + "0001"
            + DIGEST.hex();
    byte[] body = HexFormat.of().parseHex(record);
    CRC32C crc = new CRC32C();
    crc.update(body);
    ByteBuffer file = ByteBuffer.allocate(12 + body.length).put("AUJ1".getBytes(US_ASCII));
    file.putInt(body.length).put(body).putInt((int) crc.getValue());
    Files.write(path(), file.array());
    Instant modified = Instant.parse("2024-02-29T12:34:56.123456789Z");

    try (Journal journal = Journal.open(path())) {
      assertThat(confirmed(journal, file("clip", 7, modified)).sent())
          .isEqualTo(new Sent(7, DIGEST, DIGEST));
    }
  }

  @Test
  void anotherInodeIsTheSameFileButAnotherSizeOrTimeIsNot() throws IOException {
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(file("clip", 7, NOW)));
      FileIdentity remounted = new FileIdentity(7, NOW, "another inode");

      assertThat(
              journal
                  .of(new SettledFile(folder, new UploadName("clip"), remounted), NOW)
                  .isConfirmed())
          .isTrue();
      assertThat(journal.of(file("clip", 8, NOW), NOW).isConfirmed()).isFalse();
      assertThat(journal.of(file("clip", 7, NOW.plusNanos(1)), NOW).isConfirmed()).isFalse();
    }
  }

  @Test
  void whatAnotherStoreConfirmedIsForgottenForGood() throws IOException {
    StoreId first = new StoreId("1".repeat(32));
    StoreId second = new StoreId("2".repeat(32));
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.meet(first)).isFalse();
      journal.confirm(confirmation(clip));
      assertThat(journal.meet(first)).isFalse();
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.meet(second)).isTrue();
      assertThat(journal.of(clip, NOW).isConfirmed()).isFalse();
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(clip, NOW).isConfirmed()).isFalse();
      assertThat(journal.meet(second)).isFalse();
    }
  }

  @Test
  void aCompactedJournalStillKnowsItsStore() throws IOException {
    StoreId store = new StoreId("1".repeat(32));
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.meet(store);
      for (int i = 0; i < 3000; i++) {
        journal.confirm(confirmation(clip));
      }
      journal.compact(coverage("clip"), DAY);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.meet(store)).isFalse();
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
    }
  }

  @Test
  void aFileThatIsGoneIsForgotten() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      journal.erasing(clip);
      journal.gone(clip);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(clip, NOW).isConfirmed()).isFalse();
    }
  }

  @Test
  void whereverItIsTornItKeepsWhatStandsBeforeAndGoesOn() throws IOException {
    SettledFile first = file("first", 1, NOW);
    SettledFile second = file("second", 2, NOW);
    long afterFirst;
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(first));
      journal.force();
      afterFirst = Files.size(path());
      journal.confirm(confirmation(second));
    }
    byte[] whole = Files.readAllBytes(path());

    for (int length = 0; length < whole.length; length++) {
      Files.write(path(), Arrays.copyOf(whole, length));
      try (Journal journal = Journal.open(path())) {
        assertThat(journal.of(first, NOW).isConfirmed()).isEqualTo(length >= afterFirst);
        assertThat(journal.of(second, NOW).isConfirmed()).isFalse();
        journal.confirm(confirmation(second));
      }
      try (Journal journal = Journal.open(path())) {
        assertThat(journal.of(second, NOW).isConfirmed())
            .as("appended after a cut at %d", length)
            .isTrue();
      }
    }
  }

  @Test
  void whateverByteIsDamagedNothingIsMadeUp() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
    }
    byte[] whole = Files.readAllBytes(path());

    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(path(), damaged);
      try (Journal journal = Journal.open(path())) {
        assertThat(journal.of(clip, NOW).isConfirmed()).as("byte %d", at).isFalse();
      }
    }
  }

  @Test
  void chunksOfAFileUnderWayCountOnlyWhileItsChangeTimeIsTheSame() throws IOException {
    SettledFile drive = file("drive.mp4", 30L << 20, NOW);
    ContentDigest other = ContentDigest.of(1, ContentDigest.newSha256().digest());
    try (Journal journal = Journal.open(path())) {
      journal.chunkRead(drive, NOW, 0, DIGEST);
      journal.chunkRead(drive, NOW, 1, other);
    }
    try (Journal journal = Journal.open(path())) {
      List<byte[]> chunks = journal.chunks(drive, NOW);
      assertThat(chunks).hasSize(2);
      assertThat(chunks.get(0)).isEqualTo(DIGEST.hash());
      assertThat(chunks.get(1)).isEqualTo(other.hash());
      assertThat(journal.chunks(drive, NOW.plusNanos(1))).isEmpty();

      journal.confirm(confirmation(drive));
      assertThat(journal.chunks(drive, NOW)).isEmpty();
    }
  }

  @Test
  void chunksThatDoNotFollowTheOthersAreNotMixedIn() throws IOException {
    SettledFile drive = file("drive.mp4", 30L << 20, NOW);
    ContentDigest other = ContentDigest.of(1, ContentDigest.newSha256().digest());
    try (Journal journal = Journal.open(path())) {
      journal.chunkRead(drive, NOW, 0, DIGEST);
      journal.chunkRead(drive, NOW, 2, other);
      journal.chunkRead(drive, NOW.plusNanos(1), 1, other);
      assertThat(journal.chunks(drive, NOW)).containsExactly(DIGEST.hash());

      journal.chunkRead(drive, NOW, 0, other); // it was read from the start
      assertThat(journal.chunks(drive, NOW)).containsExactly(other.hash());
    }
  }

  @Test
  void aRecordOfALaterVersionIsPassedOver() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    Journal.open(path()).close();
    CRC32C crc = new CRC32C();
    crc.update('Z');
    ByteBuffer unknown = ByteBuffer.allocate(9);
    unknown.putInt(1).put((byte) 'Z').putInt((int) crc.getValue());
    Files.write(path(), unknown.array(), StandardOpenOption.APPEND);

    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
    }
  }

  @Test
  void aFileRestsAfterFiveFailuresForAGrowingTime() throws IOException {
    SettledFile bad = file("bad", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      for (int i = 1; i <= 4; i++) {
        journal.failed(bad, NOW);
        assertThat(journal.of(bad, NOW)).as("after %d failures", i).isEqualTo(Unconfirmed.PENDING);
      }
      journal.failed(bad, NOW);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(bad, NOW)).isEqualTo(Unconfirmed.RESTING);
      assertThat(journal.of(bad, NOW.plus(Duration.ofMinutes(10)))).isEqualTo(Unconfirmed.PENDING);
      journal.failed(bad, NOW);
      assertThat(journal.of(bad, NOW.plus(Duration.ofMinutes(19)))).isEqualTo(Unconfirmed.RESTING);
      assertThat(journal.of(file("bad", 8, NOW), NOW))
          .as("a changed file")
          .isEqualTo(Unconfirmed.PENDING);
      assertThat(journal.of(bad, Instant.EPOCH))
          .as("a clock that was set back")
          .isEqualTo(Unconfirmed.PENDING);
    }
  }

  @Test
  void aConfirmedFileStaysConfirmedHoweverOftenItFailsThen() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      journal.refused(clip, NOW);

      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
      assertThat(journal.of(file("clip", 8, NOW), NOW)).isEqualTo(Unconfirmed.PENDING);
    }
  }

  /** A run with nothing to do asks for each of perhaps a hundred thousand files. */
  @Test
  void askingForAConfirmedFileMakesNoObjects() throws IOException {
    SettledFile clip = file("clip", 7, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      assertThat(journal.of(clip, NOW)).isSameAs(journal.of(clip, NOW));
    }
  }

  @Test
  void isCompactedButForgetsNothingThatIsThere() throws IOException {
    SettledFile kept = file("kept", 1, NOW);
    SettledFile removed = file("removed", 2, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(removed));
      for (int i = 0; i < 3000; i++) {
        journal.confirm(confirmation(kept));
      }
      long before = Files.size(path());
      journal.compact(coverage("kept"), DAY);
      assertThat(Files.size(path())).isLessThan(before / 100);
      journal.confirm(confirmation(file("later", 3, NOW)));
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(kept, NOW).isConfirmed()).isTrue();
      assertThat(journal.of(file("later", 3, NOW), NOW).isConfirmed()).isTrue();
      assertThat(journal.of(removed, NOW).isConfirmed()).isFalse();
    }
  }

  @Test
  void aFolderThatIsNotMountedMakesItForgetNothing() throws IOException {
    SettledFile clip = file("clip", 1, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      journal.compact(coverage(), DAY);
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
    }
  }

  @Test
  void aCardThatIsOutMakesItForgetNothingThoughOtherFilesAreThere() throws IOException {
    SettledFile onCard = file("card/a", 1, NOW);
    SettledFile underWay = file("card/b", 30L << 20, NOW);
    SettledFile failed = file("card/c", 3, NOW);
    SettledFile top = file("top", 1, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(onCard));
      journal.confirm(confirmation(top));
      journal.chunkRead(underWay, NOW, 0, DIGEST);
      journal.failed(failed, NOW);
      journal.compact(coverage("top"), DAY);

      assertThat(journal.of(onCard, NOW).isConfirmed()).isTrue();
      assertThat(journal.chunks(underWay, NOW)).hasSize(1);
      assertThat(journal.failures(failed)).isEqualTo(1);

      journal.compact(coverage("top", "card/a"), DAY);
      assertThat(journal.chunks(underWay, NOW)).as("what the card has no more").isEmpty();
      assertThat(journal.failures(failed)).isZero();
    }
  }

  @Test
  void whatCouldNotBeReadOrWasNotLookedForIsNotForgotten() throws IOException {
    SettledFile clip = file("card/clip.mp4", 1, NOW);
    Set<String> present = Set.of("card/note.txt");
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      journal.compact(new ScanCoverage(present, Set.of("card"), name -> true), DAY);
      journal.compact(new ScanCoverage(present, Set.of("card/clip.mp4"), name -> true), DAY);
      journal.compact(new ScanCoverage(present, Set.of(), name -> name.endsWith(".txt")), DAY);
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();

      journal.compact(new ScanCoverage(present, Set.of(), name -> true), DAY);
      assertThat(journal.of(clip, NOW).isConfirmed()).isFalse();
    }
  }

  @Test
  void aFolderThatShowedNoFileOnNinetyDaysIsForgottenForGood() throws IOException {
    SettledFile old = file("2026/11/23/a", 1, NOW);
    SettledFile top = file("top", 1, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(old));
      journal.confirm(confirmation(top));
      journal.compact(coverage("top"), DAY);
      journal.compact(coverage("top", "2026/11/23/a"), DAY + 1); // which starts the count anew
    }
    for (int day = 1; day <= 90; day++) { // a run a day
      try (Journal journal = Journal.open(path())) {
        journal.compact(coverage("top"), DAY + 1 + day);
        journal.compact(coverage("top"), DAY + 1 + day);
        assertThat(journal.of(old, NOW).isConfirmed()).as("on day %d", day).isTrue();
      }
    }
    try (Journal journal = Journal.open(path())) {
      journal.compact(coverage("top"), DAY + 100);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(old, NOW).isConfirmed()).isFalse();
      assertThat(journal.of(top, NOW).isConfirmed()).isTrue();
    }
  }

  @Test
  void aClockThatJumpsMakesItForgetNothing() throws IOException {
    SettledFile clip = file("clip", 1, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(clip));
      journal.compact(coverage(), 0); // 1970
      journal.compact(coverage(), DAY);
      assertThat(journal.of(clip, NOW).isConfirmed()).isTrue();
    }
  }

  @Test
  void aCompactedJournalGoesOnCountingTheDaysOfAFolder() throws IOException {
    SettledFile old = file("old/a", 1, NOW);
    SettledFile top = file("top", 1, NOW);
    try (Journal journal = Journal.open(path())) {
      journal.confirm(confirmation(old));
      for (int day = 1; day <= 90; day++) {
        journal.compact(coverage("top"), DAY + day);
      }
      for (int i = 0; i < 3000; i++) {
        journal.confirm(confirmation(top));
      }
      long before = Files.size(path());
      journal.compact(coverage("top"), DAY + 90);
      assertThat(Files.size(path())).isLessThan(before / 100);
    }
    try (Journal journal = Journal.open(path())) {
      assertThat(journal.of(old, NOW).isConfirmed()).isTrue();
      journal.compact(coverage("top"), DAY + 91);
      assertThat(journal.of(old, NOW).isConfirmed()).isFalse();
    }
  }
}
