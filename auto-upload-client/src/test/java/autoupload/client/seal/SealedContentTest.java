package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import autoupload.age.AgeFile;
import autoupload.age.Identity;
import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceChanged;
import autoupload.operator.OperatorError;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedContentTest {
  private static final Identity IDENTITY = Identity.generate();
  private static final Recipients RECIPIENTS = new Recipients(List.of(IDENTITY.recipient()));
  private static final int BATCH = SegmentPlan.BATCH;

  @TempDir private Path temporary;
  private Path folder;
  private Path seals;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("folder"));
    seals = temporary.resolve("seals");
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private SettledFile file(byte[] content) throws IOException {
    Files.write(folder.resolve("clip"), content);
    return settled();
  }

  private SettledFile settled() throws IOException {
    return new SettledFile(
        folder, new UploadName("clip"), FileIdentity.read(folder.resolve("clip")));
  }

  /** As a client has it that was just started. */
  private SealedContent content(SettledFile file) {
    return content(file, RECIPIENTS);
  }

  private SealedContent content(SettledFile file, Recipients recipients) {
    return new SealedContent(file, new Seals(seals), () -> recipients);
  }

  /** Reads up to byte {@code end}, and ends the chunks on the way. */
  private static byte[] read(ContentReader reader, long end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[][] blocks = new byte[2][100_000]; // what was read last may still be hashed
    int turn = 0;
    while (reader.position() < end || (reader.isChunkRead() && !reader.isComplete())) {
      if (reader.isChunkRead()) {
        reader.endChunk();
      } else {
        byte[] block = blocks[turn];
        int count = reader.read(block, 0, (int) Math.min(block.length, end - reader.position()));
        turn = 1 - turn;
        out.write(block, 0, count);
      }
    }
    return out.toByteArray();
  }

  private static byte[] readAll(SealedContent content) throws IOException {
    try (ContentReader reader = content.open()) {
      reader.advance(List.of(), 0);
      return read(reader, content.offer().size());
    }
  }

  private static byte[] open(byte[] sealed) throws IOException {
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(sealed), List.of(IDENTITY))) {
      return in.readAllBytes();
    }
  }

  private static ContentDigest digest(byte[] content) {
    ChunkPlan plan = ChunkPlan.forSize(content.length);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < plan.count(); i++) {
      byte[] chunk = Arrays.copyOfRange(content, (int) plan.start(i), (int) plan.end(i));
      chunks.add(ContentDigest.newSha256().digest(chunk));
    }
    return ContentDigest.ofChunks(chunks);
  }

  private Path sealFile() throws IOException {
    try (Stream<Path> list = Files.list(seals)) {
      List<Path> all = list.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void itsOwnerOpensIt() throws IOException {
    for (int size : new int[] {0, 1, 65_536, 70_000, BATCH, BATCH + 1}) {
      byte[] plain = random(size);
      SealedContent content = content(file(plain));
      try (ContentReader reader = content.open()) {
        reader.advance(List.of(), 0);
        byte[] sealed = read(reader, content.offer().size());

        assertThat(reader.isComplete()).isTrue();
        assertThat(open(sealed)).isEqualTo(plain);
        assertThat(content.offer().name().value()).isEqualTo("clip.age");
        assertThat(content.offer().size()).isEqualTo(sealed.length);
        assertThat(reader.digest()).isEqualTo(digest(sealed));
        assertThat(reader.sourceDigest()).isEqualTo(digest(plain));
        reader.checkUnchanged();
      }
    }
  }

  @Test
  void afterARestartItGoesOnAtAnyByteAsTheSameStream() throws IOException {
    byte[] plain = random(2 * BATCH + 70_000);
    SettledFile file = file(plain);
    long size = content(file).offer().size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long[] cuts = {
      1,
      199,
      200,
      201,
      65_752,
      65_753,
      1_000_000,
      BATCH - 1,
      BATCH,
      BATCH + 1,
      BATCH + 3_000_000,
      2 * BATCH + 5000,
      size - 1,
      size
    };
    long sent = 0;
    for (long cut : cuts) {
      SealedContent restarted = content(file);
      try (ContentReader reader = restarted.open()) {
        assertThat(sent <= 200 || reader.canGoOnAt(sent)).isTrue();
        reader.advance(restarted.knownChunks(), sent);
        all.write(read(reader, cut));
      }
      sent = cut;
    }
    assertThat(open(all.toByteArray())).isEqualTo(plain);
    assertThat(readAll(content(file))).isEqualTo(all.toByteArray());
  }

  @Test
  void nothingIsSealedBeforeItsDigestIsOnRecord() throws IOException {
    byte[] plain = random(BATCH + 10);
    SealedContent content = content(file(plain));
    try (ContentReader reader = content.open()) {
      reader.advance(List.of(), 0);
      assertThat(SealFile.read(sealFile()).segments()).isEmpty();
      read(reader, 300);
      assertThat(SealFile.read(sealFile()).segments())
          .containsExactly(ContentDigest.newSha256().digest(Arrays.copyOf(plain, BATCH)));
      assertThat(reader.canGoOnAt(BATCH)).isTrue();
      assertThat(reader.canGoOnAt(content.offer().size())).isFalse();
    }
  }

  @Test
  void whatIsOnRecordIsNeverSealedAsAnythingElse() throws IOException {
    byte[] plain = random(BATCH + 10);
    SealedContent content = content(file(plain));
    try (ContentReader reader = content.open()) {
      reader.advance(List.of(), 0);
      byte[] before = read(reader, content.offer().size());
      plain[1000]++;
      Files.write(folder.resolve("clip"), plain);
      reader.advance(List.of(), 0);

      assertThatThrownBy(() -> read(reader, before.length))
          .isInstanceOf(SourceChanged.class)
          .hasMessage("it changed since a part of it was sent");
    }
    SealFile.SealRecords found = SealFile.read(sealFile());
    assertThat(found.segments()).hasSize(2);
  }

  @Test
  void aFileThatChangedIsSealedAnewThoughItsDateWasPutBack() throws IOException {
    byte[] plain = random(1000);
    SettledFile file = file(plain);
    FileTime date = Files.getLastModifiedTime(folder.resolve("clip"));
    byte[] before = readAll(content(file));
    plain[10]++;
    Files.write(folder.resolve("clip"), plain);
    Files.setLastModifiedTime(folder.resolve("clip"), date);

    byte[] after = readAll(content(settled()));

    assertThat(open(after)).isEqualTo(plain);
    assertThat(Arrays.copyOf(after, 200)).isNotEqualTo(Arrays.copyOf(before, 200));
  }

  @Test
  void whatWasGivenUpIsSealedAnewAndSoIsWhatIsForOthers() throws IOException {
    SettledFile file = file(random(1000));
    byte[] first = readAll(content(file));
    assertThat(readAll(content(file))).isEqualTo(first);

    content(file).giveUp();
    byte[] second = readAll(content(file));
    Recipients others = new Recipients(List.of(Identity.generate().recipient()));
    readAll(content(file, others));
    byte[] third = readAll(content(file));

    assertThat(List.of(hex(first), hex(second), hex(third))).doesNotHaveDuplicates();
  }

  private static String hex(byte[] sealed) {
    return digest(sealed).hex();
  }

  @Test
  void onlyWhatWasSealedWhollyUnderASealThatIsStillThereIsProven() throws Exception {
    SettledFile file = file(random(BATCH + 5));
    assertThat(content(file).prove()).isEmpty();
    try (ContentReader reader = content(file).open()) {
      reader.advance(List.of(), 0);
      read(reader, 1000);
    }
    assertThat(content(file).prove()).isEmpty();

    byte[] sealed = readAll(content(file));
    Sent sent = content(file).prove().orElseThrow();

    assertThat(sent.digest()).isEqualTo(digest(sealed));
    assertThat(sent.size()).isEqualTo(sealed.length);
    assertThat(sent.source()).isEqualTo(digest(Files.readAllBytes(folder.resolve("clip"))));
    new Seals(seals).done(file.name());
    assertThat(content(file).prove()).isEmpty();
    assertThat(seals).isEmptyDirectory();
  }

  @Test
  void aSealThatIsDamagedAnywhereIsDestroyed() throws IOException {
    SettledFile file = file(random(10));
    readAll(content(file));
    Path path = sealFile();
    byte[] whole = Files.readAllBytes(path);
    SealSubject subject = SealFile.read(path).subject();
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x04;
      write(path, damaged);

      assertThat(new Seals(seals).find(subject)).as("byte %d", at).isEmpty();
      assertThat(path).doesNotExist();
    }
  }

  private static void write(Path path, byte[] bytes) throws IOException {
    Files.deleteIfExists(path);
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(path, bytes);
  }

  @Test
  void anEndThatWasNotWrittenWhollyIsCutOff() throws IOException {
    SettledFile file = file(random(BATCH + 5));
    byte[] sealed = readAll(content(file));
    Path path = sealFile();
    byte[] whole = Files.readAllBytes(path);
    for (int missing = 1; missing < 37; missing++) {
      write(path, Arrays.copyOf(whole, whole.length - missing));

      assertThat(SealFile.read(path).segments()).hasSize(1);
    }
    assertThat(readAll(content(file))).isEqualTo(sealed);
    assertThat(SealFile.read(path).segments()).hasSize(2);
  }

  @Test
  void aSealThatOthersMayReadIsRefused() throws IOException {
    SettledFile file = file(random(10));
    readAll(content(file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sealFile())))
        .isEqualTo("rw-------");
    for (String mode : List.of("rw----r--", "rw-r-----")) {
      Files.setPosixFilePermissions(sealFile(), PosixFilePermissions.fromString(mode));

      assertThatThrownBy(() -> content(file).open())
          .isInstanceOf(OperatorError.class)
          .hasMessageContaining("others on this machine may read")
          .hasMessageContaining(sealFile().toString());
    }
  }

  @Test
  void keysThatNobodyNeedsGo() throws IOException {
    SettledFile file = file(random(10));
    Stream<UploadName> unasked = Stream.of(file.name()).peek(n -> fail("nothing was ever sealed"));
    new Seals(seals).keepOnly(unasked, () -> coverage("other"));
    readAll(content(file));
    Path half = Files.writeString(seals.resolve("00112233.new"), "half a seal");

    new Seals(seals).keepOnly(Stream.of(file.name()), () -> coverage("clip"));
    assertThat(half).doesNotExist();
    assertThat(content(file).prove()).isPresent();
    new Seals(seals).keepOnly(Stream.empty(), () -> coverage("other"));
    assertThat(seals).as("the file is gone").isEmptyDirectory();
    readAll(content(file));
    new Seals(seals).keepOnly(Stream.empty(), () -> coverage("clip"));
    assertThat(seals).as("the server has the file").isEmptyDirectory();
  }

  private static ScanCoverage coverage(String... names) {
    return new ScanCoverage(Set.of(names), Set.of(), name -> true);
  }

  @Test
  void theKeyOfAFileThatIsOutOfSightStaysForNinetyDays() throws IOException {
    readAll(content(file(random(10))));
    FileTime almost = FileTime.from(Instant.now().minus(Duration.ofDays(89)));
    Files.setLastModifiedTime(sealFile(), almost);
    new Seals(seals).keepOnly(Stream.empty(), () -> coverage("elsewhere/other"));
    assertThat(sealFile()).exists();

    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(91)));
    Files.setLastModifiedTime(sealFile(), longAgo);
    new Seals(seals).keepOnly(Stream.empty(), () -> coverage("elsewhere/other"));
    assertThat(seals).isEmptyDirectory();
  }

  @Test
  void aNameThatGetsTooLongIsRefused() throws IOException {
    Path path = Files.createFile(folder.resolve("x".repeat(252)));
    SettledFile file =
        new SettledFile(folder, new UploadName("x".repeat(252)), FileIdentity.read(path));

    assertThatThrownBy(() -> content(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("255 bytes");
  }
}
