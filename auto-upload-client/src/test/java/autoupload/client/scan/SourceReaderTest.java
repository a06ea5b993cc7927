package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
  private static final int CHUNK = 8 << 20;
  private static final byte[] MORE = {1};

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("file");
  }

  private SettledFile settled() throws IOException {
    return new SettledFile(folder, new UploadName("file"), FileIdentity.read(path));
  }

  private SettledFile settled(byte[] content) throws IOException {
    Files.write(path, content);
    return settled();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] content, int from, int to) {
    return ContentDigest.newSha256().digest(Arrays.copyOfRange(content, from, to));
  }

  /** The chunks' own digests, computed apart from the code under test. */
  private static List<byte[]> chunks(byte[] content) {
    List<byte[]> chunks = new ArrayList<>();
    for (int start = 0; start < Math.max(1, content.length); start += CHUNK) {
      chunks.add(sha256(content, start, Math.min(content.length, start + CHUNK)));
    }
    return chunks;
  }

  private static ContentDigest digestOfAll(SettledFile file, List<byte[]> known)
      throws IOException {
    try (SourceReader reader = SourceReader.open(file)) {
      ContentDigest digest = reader.digestOfAll(known);
      reader.checkUnchanged();
      assertThat(reader.isComplete()).isTrue();
      assertThat(reader.position()).isEqualTo(file.identity().size());
      return digest;
    }
  }

  @Test
  void hashesSmallAndLargeFiles() throws IOException {
    for (int size : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7}) {
      byte[] content = random(size);

      assertThat(digestOfAll(settled(content), List.of()))
          .as("%d bytes", size)
          .isEqualTo(ContentDigest.ofChunks(chunks(content)));
    }
  }

  @Test
  void anEmptyFileHasOneChunkThatIsDueAtOnce() throws IOException {
    try (SourceReader reader = SourceReader.open(settled(new byte[0]))) {
      assertThat(reader.isChunkRead()).isTrue();
      assertThat(reader.isComplete()).isFalse();
      assertThat(reader.endChunk().hex()).startsWith("e3b0c442");
      assertThat(reader.isComplete()).isTrue();
      assertThat(reader.isChunkRead()).isFalse();
    }
  }

  @Test
  void neverReadsBeyondTheOpenChunk() throws IOException {
    byte[] content = random(CHUNK + 5);
    byte[] block = new byte[CHUNK + 5];
    try (SourceReader reader = SourceReader.open(settled(content))) {
      int read = 0;
      while (!reader.isChunkRead()) {
        read += reader.read(block, read, block.length - read);
      }
      assertThat(read).isEqualTo(CHUNK);
      assertThat(reader.endChunk().hash()).isEqualTo(chunks(content).get(0));
      while (!reader.isChunkRead()) {
        read += reader.read(block, read, block.length - read);
      }
      assertThat(reader.endChunk().hash()).isEqualTo(chunks(content).get(1));
      assertThat(reader.digest()).isEqualTo(ContentDigest.ofChunks(chunks(content)));
    }
    assertThat(block).isEqualTo(content);
  }

  @Test
  void doesNotReadKnownChunksAgain() throws IOException {
    byte[] content = random(2 * CHUNK + 7);
    SettledFile file = settled(content);
    List<byte[]> known = chunks(content);
    byte[] made = new byte[32]; // what would not come out of the file

    assertThat(digestOfAll(file, known)).isEqualTo(ContentDigest.ofChunks(known));
    assertThat(digestOfAll(file, List.of(made)))
        .isEqualTo(ContentDigest.ofChunks(List.of(made, known.get(1), known.get(2))));
  }

  @Test
  void goesOnInTheMiddleOfAChunk() throws IOException {
    byte[] content = random(2 * CHUNK + 7);
    List<byte[]> chunks = chunks(content);
    for (int knownChunks = 0; knownChunks < 2; knownChunks++) {
      try (SourceReader reader = SourceReader.open(settled(content))) {
        reader.advance(chunks.subList(0, knownChunks), CHUNK + 1000);

        assertThat(reader.position()).isEqualTo(CHUNK + 1000);
        assertThat(reader.chunks()).containsExactly(chunks.get(0));
        byte[] next = new byte[10];
        assertThat(reader.read(next, 0, 10)).isEqualTo(10);
        assertThat(next).isEqualTo(Arrays.copyOfRange(content, CHUNK + 1000, CHUNK + 1010));
      }
    }
  }

  /** The server may have the bytes of a chunk, but not its CHUNK. */
  @Test
  void leavesTheChunkThatEndsAtTheOffsetToBeEnded() throws IOException {
    byte[] content = random(2 * CHUNK);
    try (SourceReader reader = SourceReader.open(settled(content))) {
      reader.advance(List.of(), CHUNK);
      assertThat(reader.chunks()).isEmpty();
      assertThat(reader.isChunkRead()).isTrue();
      assertThat(reader.endChunk().hash()).isEqualTo(chunks(content).get(0));

      reader.advance(reader.chunks(), CHUNK);
      assertThat(reader.chunks()).hasSize(1);
      assertThat(reader.isChunkRead()).isFalse();

      reader.advance(List.of(), 2 * CHUNK);
      assertThat(reader.chunks()).hasSize(1);
      assertThat(reader.isComplete()).isFalse();
    }
  }

  @Test
  void mayStartOver() throws IOException {
    byte[] content = random(1000);
    try (SourceReader reader = SourceReader.open(settled(content))) {
      reader.advance(List.of(), 700);
      reader.advance(List.of(), 0);
      assertThat(reader.position()).isZero();
      assertThat(reader.digestOfAll(List.of())).isEqualTo(ContentDigest.ofChunks(chunks(content)));
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  private void assertNoticed(Change change) throws IOException {
    SettledFile file = settled(random(1000));
    try (SourceReader reader = SourceReader.open(file)) {
      reader.read(new byte[10], 0, 10);
      reader.checkUnchanged();
      change.make();
      assertThatThrownBy(reader::checkUnchanged).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> SourceReader.open(file)).isInstanceOf(IOException.class);
  }

  @Test
  void noticesThatTheFileGrew() throws IOException {
    assertNoticed(() -> Files.write(path, MORE, StandardOpenOption.APPEND));
  }

  @Test
  void noticesThatTheFileGrewThoughItsTimeWasPutBack() throws IOException {
    assertNoticed(
        () -> {
          FileTime time = Files.getLastModifiedTime(path);
          Files.write(path, MORE, StandardOpenOption.APPEND);
          Files.setLastModifiedTime(path, time);
        });
  }

  @Test
  void noticesThatTheFileWasWrittenTo() throws IOException {
    assertNoticed(() -> Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000)));
  }

  @Test
  void noticesThatAnotherFileOfTheSameSizeAndTimeTookItsPlace() throws IOException {
    assertNoticed(
        () -> {
          Path other = Files.write(folder.resolve("other"), random(1000));
          Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
          Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Test
  void noticesThatALinkTookItsPlace() throws IOException {
    assertNoticed(
        () -> {
          Path moved = folder.resolve("moved");
          Files.move(path, moved);
          Files.createSymbolicLink(path, moved);
        });
  }

  @Test
  void noticesThatTheFileIsGone() throws IOException {
    assertNoticed(() -> Files.delete(path));
  }

  @Test
  void theFileThatBecomesShorterIsChangedAndNotComplete() throws IOException {
    SettledFile file = settled(random(1000));
    try (SourceReader reader = SourceReader.open(file)) {
      Files.write(path, new byte[400]);

      assertThatThrownBy(() -> reader.digestOfAll(List.of()))
          .isInstanceOf(SourceChanged.class)
          .hasMessageContaining("shorter");
      assertThat(reader.isComplete()).isFalse();
    }
  }

  @Test
  void readsNotAByteMoreOfAFileThatGrows() throws IOException {
    byte[] content = random(1000);
    try (SourceReader reader = SourceReader.open(settled(content))) {
      Files.write(path, MORE, StandardOpenOption.APPEND);

      assertThat(reader.digestOfAll(List.of())).isEqualTo(ContentDigest.ofChunks(chunks(content)));
      assertThatThrownBy(reader::checkUnchanged).isInstanceOf(SourceChanged.class);
    }
  }

  @Test
  void aFileThatIsNotThereCannotBeOpened() throws IOException {
    SettledFile file = settled(MORE);
    Files.delete(path);

    assertThatThrownBy(() -> SourceReader.open(file)).isInstanceOf(NoSuchFileException.class);
  }
}
