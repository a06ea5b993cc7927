package autoupload.erase;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EraserTest {
  /** More than one block of the eraser, and not a whole number of them. */
  private static final int SIZE = (2 << 20) + 12_345;

  private static final Eraser.LastLook RIGHT = (renamed, held) -> true;
  private static final Eraser.LastLook WRONG = (renamed, held) -> false;

  /** The name of a file that an earlier run began to erase. */
  private static final String MARKED = ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2);

  @TempDir private Path folder;

  private final Eraser eraser = new Eraser();

  /** Its content is the letter a. */
  private Path file(String name, int size) throws IOException {
    return Files.writeString(folder.resolve(name), "a".repeat(size));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] readAll(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    channel.position(0);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // until it is full
    }
    return bytes.array();
  }

  /** Random bytes are a given one every 256th time; of what was there, every byte is an a. */
  private static void assertOverwritten(byte[] content, int size) {
    assertThat(content).hasSize(size);
    for (int from = 0; from < size; from += 4096) {
      int end = Math.min(size, from + 4096);
      int same = 0;
      int zeros = 0;
      for (int i = from; i < end; i++) {
        same += content[i] == 'a' ? 1 : 0;
        zeros += content[i] == 0 ? 1 : 0;
      }
      assertThat(zeros).as("zeros from %d to %d", from, end).isLessThan(64);
      assertThat(same).as("bytes left of %d to %d", from, end).isLessThan(64);
    }
  }

  @Test
  void overwritesEveryByteInPlaceBeforeItRemovesTheFile() throws IOException {
    Path file = file("video.mp4", SIZE);
    try (FileChannel descriptor = FileChannel.open(file)) {
      assertThat(eraser.erase(file, RIGHT)).isTrue();

      assertOverwritten(readAll(descriptor), SIZE);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void erasesAnEmptyFile() throws IOException {
    assertThat(eraser.erase(file("empty", 0), RIGHT)).isTrue();
    assertThat(names()).isEmpty();
  }

  @Test
  void theLastLookSeesTheFileUnderAReservedName() throws IOException {
    Path file = file("a", 3);

    boolean erased =
        eraser.erase(
            file,
            (renamed, held) -> {
              assertThat(names()).containsExactly(renamed.getFileName().toString());
              assertThat(renamed.getFileName().toString())
                  .matches("\\.auto-upload-check-[0-9a-f]{8}-a");
              return Files.readString(renamed).equals("aaa");
            });

    assertThat(erased).isTrue();
  }

  @Test
  void aFileThatIsNotTheRightOneGetsItsNameBackUntouched() throws IOException {
    Path file = file("a", 3);

    assertThat(eraser.erase(file, WRONG)).isFalse();

    assertThat(names()).containsExactly("a");
    assertThat(file).hasContent("aaa");
  }

  @Test
  void aLastLookThatFailsCostsTheFileNothing() throws IOException {
    Path file = file("a", 3);

    assertThatThrownBy(
            () ->
                eraser.erase(
                    file,
                    (renamed, held) -> {
                      throw new IOException("no look");
                    }))
        .hasMessage("no look");

    assertThat(names()).containsExactly("a");
    assertThat(file).hasContent("aaa");
  }

  @Test
  void neverPutsAFileBackOverOneThatTookItsName() throws IOException {
    Path file = file("video.mp4", 3);

    boolean erased =
        eraser.erase(
            file,
            (renamed, held) -> {
              Files.writeString(file, "new");
              return false;
            });

    assertThat(erased).isFalse();
    assertThat(file).hasContent("new");
    assertThat(names()).hasSize(2).allMatch(name -> name.matches("video(~[0-9a-f]{8})?\\.mp4"));
    for (String name : names()) { // the next run would finish a file with a reserved name
      assertThat(folder.resolve(name)).content().isIn("new", "aaa");
    }
  }

  @Test
  void aFileThatGotASecondNameAtTheLastMomentIsKept() throws IOException {
    Path file = file("a", 3);
    Path other = folder.resolve("b");

    boolean erased =
        eraser.erase(
            file,
            (renamed, held) -> {
              Files.createLink(other, renamed);
              return true;
            });

    assertThat(erased).isFalse();
    assertThat(names()).containsExactly("a", "b");
    assertThat(other).hasContent("aaa");
    assertThat(Files.isSameFile(file, other)).isTrue();
  }

  @Test
  void whatReplacedTheFileIsPutBackWhateverItIs() throws IOException {
    Path target = file("target", 3);
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertThatThrownBy(() -> eraser.erase(link, RIGHT)).hasMessageContaining("not a regular file");
    Path inner = Files.createDirectory(folder.resolve("dir"));
    assertThatThrownBy(() -> eraser.erase(inner, RIGHT)).hasMessageContaining("not a regular file");

    assertThat(names()).containsExactly("dir", "link", "target");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("aaa");
  }

  /** A name so long that its own part of a reserved one has no room. */
  private static String longName() {
    return "ü".repeat(120) + ".mp4";
  }

  @Test
  void erasesAFileWithAVeryLongName() throws IOException {
    Path file = file(longName(), SIZE);
    try (FileChannel descriptor = FileChannel.open(file)) {
      assertThat(eraser.erase(file, (renamed, held) -> Files.size(renamed) == SIZE)).isTrue();

      assertOverwritten(readAll(descriptor), SIZE);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aFileWithAVeryLongNameThatIsNotTheRightOneGetsItBack() throws IOException {
    Path file = file(longName(), 3);

    assertThat(eraser.erase(file, WRONG)).isFalse();

    assertThat(names()).containsExactly(longName());
    assertThat(file).hasContent("aaa");
  }

  @Test
  void whatWasNotLookedAtGetsItsNameBackAtTheNextStart() throws IOException {
    Path parked = file(ReservedNames.CHECK_PREFIX + "0123abcd-video-1.mp4", 3);

    assertThat(eraser.finish(parked)).isTrue();

    assertThat(names()).containsExactly("video-1.mp4");
    assertThat(folder.resolve("video-1.mp4")).hasContent("aaa");
  }

  @Test
  void whatWasNotLookedAtIsNeverPutBackOverAnotherFile() throws IOException {
    Path parked = file(ReservedNames.CHECK_PREFIX + "0123abcd-video.mp4", 3);
    Path other = Files.writeString(folder.resolve("video.mp4"), "new");

    assertThat(eraser.finish(parked)).isTrue();

    assertThat(names()).containsExactly("video.mp4", "video~0123abcd.mp4");
    assertThat(other).hasContent("new");
    assertThat(folder.resolve("video~0123abcd.mp4")).hasContent("aaa");
  }

  @Test
  void aLinkToWhatWasNotLookedAtDoesNotMakeItVanish() throws IOException {
    Path parked = file(ReservedNames.CHECK_PREFIX + "0123abcd-a", 3);
    Files.createSymbolicLink(folder.resolve("a"), parked);

    assertThat(eraser.finish(parked)).isTrue();

    assertThat(names()).containsExactly("a", "a~0123abcd");
    assertThat(folder.resolve("a~0123abcd")).hasContent("aaa");
  }

  @Test
  void namesThatOnlyLookLikeOursAreLeftAlone() throws IOException {
    for (String tail : List.of("", "0123abcd", "video.mp4", "0123abcd-.auto-upload-erase-1")) {
      Path odd = file(ReservedNames.CHECK_PREFIX + tail, 3);

      assertThatThrownBy(() -> eraser.finish(odd)).isInstanceOf(FileSystemException.class);

      assertThat(odd).hasContent("aaa");
    }
  }

  @Test
  void aFileThatSomebodyGaveAReservedNameIsNotErased() throws IOException {
    String digits = "0123456789abcdef0123456789abcdef";
    List<String> tails =
        List.of("", "me-not", "0123", digits.substring(1), digits + "0", digits.toUpperCase(ROOT));
    for (String tail : tails) {
      Path mine = file(ReservedNames.ERASE_PREFIX + tail, 3);

      assertThat(ReservedNames.ERASE_PREFIX + tail).doesNotMatch(ReservedNames.ERASE_NAME);
      assertThatThrownBy(() -> eraser.finish(mine)).isInstanceOf(FileSystemException.class);

      assertThat(mine).hasContent("aaa");
    }
    Path other = file("video.mp4", 3);
    assertThatThrownBy(() -> eraser.finish(other)).isInstanceOf(FileSystemException.class);
    assertThat(other).hasContent("aaa");
    assertThat(MARKED).matches(ReservedNames.ERASE_NAME);
  }

  @Test
  void finishesWhatAnEarlierRunBegan() throws IOException {
    Path leftover = file(MARKED, SIZE);
    try (FileChannel descriptor = FileChannel.open(leftover)) {
      eraser.finish(leftover);

      assertOverwritten(readAll(descriptor), SIZE);
    }
    assertThat(names()).isEmpty();
  }

  /** The run may have ended while it gave the file its name back. */
  @Test
  void aLeftoverThatHasItsOldNameTooLosesOnlyTheReservedOne() throws IOException {
    Path file = file("a", 3);
    Path leftover = Files.createLink(folder.resolve(MARKED), file);

    eraser.finish(leftover);

    assertThat(names()).containsExactly("a");
    assertThat(file).hasContent("aaa");
  }

  @Test
  void neverWritesThroughALeftoverThatIsNoFile() throws Exception {
    Path target = file("target", 3);
    Path link = Files.createSymbolicLink(folder.resolve(MARKED), target);
    Path pipe = folder.resolve(MARKED.replace("0", "f"));
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> eraser.finish(link)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> eraser.finish(pipe)).isInstanceOf(FileSystemException.class);

    assertThat(target).hasContent("aaa");
  }

  @Test
  void aFileThatMayNotBeWrittenKeepsItsName() throws IOException {
    Path file = file("a", 3);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(file), "this user may write everything");

    assertThatThrownBy(() -> eraser.erase(file, RIGHT)).isInstanceOf(AccessDeniedException.class);

    assertThat(names()).containsExactly("a");
  }

  @Test
  void aFileInAFolderThatMayNotBeWrittenStaysAsItIs() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Path file = Files.writeString(locked.resolve("a"), "aaa");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(locked), "this user may write everything");
      assertThatThrownBy(() -> eraser.erase(file, RIGHT)).isInstanceOf(AccessDeniedException.class);
      assertThat(file).hasContent("aaa");
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aFileThatIsGoneIsAnError() {
    assertThatThrownBy(() -> eraser.erase(folder.resolve("none"), RIGHT))
        .isInstanceOf(NoSuchFileException.class);
  }
}
