package autoupload.client.dispose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Sent;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceReader;
import autoupload.descriptor.HeldFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisposalTest {
  private static final String CONTENT = "what was uploaded";

  @TempDir private Path temporary;
  private Path folder;
  private Path path;

  private final Disposal disposal = new Disposal(OldBytes.ofThisMachine(), reason -> {});

  @BeforeEach
  void makeFile() throws IOException {
    folder = temporary.toRealPath();
    path = folder.resolve("2024/05/video.mp4");
    Files.createDirectories(path.getParent());
    Files.writeString(path, CONTENT);
  }

  /** The server has what the file is now. */
  private Confirmation confirmed() throws IOException {
    UploadName name = new UploadName(folder.relativize(path).toString());
    SettledFile file = new SettledFile(folder, name, FileIdentity.read(path));
    try (SourceReader reader = SourceReader.open(file)) {
      ContentDigest digest = reader.digestOfAll(List.of());
      Receipt receipt = new Receipt(name, Files.size(path), digest);
      return Confirmation.match(file, Sent.plain(file, digest), receipt).orElseThrow();
    }
  }

  private void assertKept(Confirmation confirmation, String because) throws IOException {
    String before = Files.readString(path);

    assertThat(disposal.dispose(confirmation).orElseThrow()).contains(because);
    assertThat(path).hasContent(before);
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .noneMatch(name -> name.startsWith(ReservedNames.PREFIX));
    }
  }

  private boolean mayGo(SettledFile file, Path renamed) throws IOException {
    try (HeldFile held = HeldFile.open(renamed)) {
      return disposal.mayGo(file, renamed, held);
    }
  }

  @Test
  void erasesTheFileThatWasUploaded() throws IOException {
    Confirmation confirmation = confirmed();
    try (FileChannel descriptor = FileChannel.open(path)) {
      assertThat(disposal.dispose(confirmation)).isEmpty();

      assertThat(path.getParent()).isEmptyDirectory();
      assertThat(descriptor.size()).isEqualTo(CONTENT.length());
      ByteBuffer left = ByteBuffer.allocate(CONTENT.length());
      descriptor.read(left);
      assertThat(new String(left.array(), StandardCharsets.ISO_8859_1)).isNotEqualTo(CONTENT);
    }
  }

  /** The server marks the folder of a stored file before it says that it has the file. */
  @ParameterizedTest
  @ValueSource(strings = {"2024/05", "2024", ""})
  void keepsWhatMayBeTheServersOwnCopy(String marked) throws IOException {
    Confirmation confirmation = confirmed();
    StoreId store = StoreId.random();
    disposal.keepStore(store);
    disposal.keepStore(StoreId.random());
    Path mark = folder.resolve(marked).resolve(ReservedNames.STORE_MARK);
    Files.writeString(mark, store.hex() + "\n");

    assertThat(disposal.dispose(confirmation).orElseThrow()).contains("server's own store");
    assertThat(mayGo(confirmation.file(), path)).isFalse();
    assertThat(path).hasContent(CONTENT);

    Files.writeString(mark, "cut off by a crash");
    assertThat(disposal.dispose(confirmation)).isPresent();
    assertThat(path).hasContent(CONTENT);

    Files.writeString(mark, StoreId.random().hex() + "\n");
    assertThat(disposal.dispose(confirmation)).as("the store of another server").isEmpty();
  }

  @Test
  void keepsAFileWhoseContentChangedThoughItsTimeWasPutBack() throws IOException {
    Confirmation confirmation = confirmed();
    FileTime time = Files.getLastModifiedTime(path);
    Files.writeString(path, CONTENT.toUpperCase(Locale.ROOT));
    Files.setLastModifiedTime(path, time);

    assertKept(confirmation, "its content is not what was uploaded");
  }

  @Test
  void keepsAFileThatWasWrittenTo() throws IOException {
    Confirmation confirmation = confirmed();
    Files.writeString(path, CONTENT + " and more");

    assertKept(confirmation, "changed");
  }

  @Test
  void keepsAFileThatTookItsPlaceEvenIfItsContentIsTheSame() throws IOException {
    Confirmation confirmation = confirmed();
    Path other = Files.writeString(folder.resolve("other"), CONTENT);
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);

    assertKept(confirmation, "changed");
  }

  @Test
  void keepsAFileThatHasAnotherName() throws IOException {
    Confirmation confirmation = confirmed();
    Path other = Files.createLink(folder.resolve("other"), path);

    assertKept(confirmation, "hard links");
    assertThat(other).hasContent(CONTENT);
  }

  @Test
  void keepsAFileThatIsReachedThroughALink() throws IOException {
    Confirmation confirmation = confirmed();
    Path moved = folder.resolve("moved");
    Files.move(folder.resolve("2024"), moved);
    Files.createSymbolicLink(folder.resolve("2024"), moved);

    assertKept(confirmation, "became a link");
    assertThat(moved.resolve("05/video.mp4")).hasContent(CONTENT);
  }

  @Test
  void keepsWhatALinkInItsPlaceLeadsTo() throws IOException {
    Confirmation confirmation = confirmed();
    Path moved = folder.resolve("moved");
    Files.move(path, moved);
    Files.createSymbolicLink(path, moved);

    assertKept(confirmation, "became a link");
    assertThat(moved).hasContent(CONTENT);
  }

  @Test
  void aFileThatIsGoneIsNotErased() throws IOException {
    Confirmation confirmation = confirmed();
    Files.delete(path);

    assertThat(disposal.dispose(confirmation)).contains("no such file or folder");
  }

  @Test
  void theLastLookTellsTheVeryFileFromWhatTookItsPlace() throws IOException {
    SettledFile file = confirmed().file();
    FileTime time = Files.getLastModifiedTime(path);
    Path renamed = path.resolveSibling(ReservedNames.CHECK_PREFIX + "0123abcd-video.mp4");
    Files.move(path, renamed);
    assertThat(mayGo(file, renamed)).isTrue();

    Path linked = Files.createLink(path, renamed);
    assertThat(mayGo(file, renamed)).as("with another name").isFalse();
    Files.delete(linked);

    Path copy = Files.writeString(path, CONTENT);
    Files.setLastModifiedTime(copy, time);
    assertThat(mayGo(file, copy)).as("another file that looks the same").isFalse();

    Files.writeString(renamed, CONTENT.toUpperCase(Locale.ROOT));
    Files.setLastModifiedTime(renamed, FileTime.from(time.toInstant().plusSeconds(1)));
    assertThat(mayGo(file, renamed)).as("written to").isFalse();
    Files.setLastModifiedTime(renamed, time);
    Files.writeString(renamed, CONTENT + ".");
    Files.setLastModifiedTime(renamed, time);
    assertThat(mayGo(file, renamed)).as("longer").isFalse();
  }

  @Test
  void keepsAFileThatSomebodyIsAboutToWriteTo() throws IOException {
    Confirmation confirmation = confirmed();
    try (FileChannel writer = FileChannel.open(path, StandardOpenOption.APPEND)) {
      assertKept(confirmation, "open for writing");
      assertThat(writer.write(ByteBuffer.wrap(new byte[] {'.'}))).isEqualTo(1);
    }
    assertThat(path).hasContent(CONTENT + ".");
  }

  @Test
  void theLastLookSeesWhoOpenedItBeforeItLostItsName() throws IOException {
    SettledFile file = confirmed().file();
    Path renamed = path.resolveSibling(ReservedNames.CHECK_PREFIX + "0123abcd-video.mp4");
    try (FileChannel writer = FileChannel.open(path, StandardOpenOption.APPEND)) {
      Files.move(path, renamed);
      assertThat(writer.isOpen()).isTrue();
      assertThat(mayGo(file, renamed)).isFalse();
    }
    assertThat(mayGo(file, renamed)).isTrue();
  }

  @Test
  void finishesAHalfErasedFile() throws IOException {
    Path leftover = path.resolveSibling(ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2));
    Files.move(path, leftover);

    assertThat(disposal.finish(leftover)).isFalse();
    assertThat(path.getParent()).isEmptyDirectory();
    assertThatThrownBy(() -> disposal.finish(leftover)).isInstanceOf(NoSuchFileException.class);
  }
}
