package autoupload.client.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.client.scan.ContentReader;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceChanged;
import autoupload.descriptor.HeldFile;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainContentTest {
  private static final List<byte[]> KNOWN = List.of(new byte[32], new byte[32]);

  @TempDir private Path folder;
  private Path path;
  private PlainContent content;

  /** The change times for which somebody wanted to know what is known. */
  private final List<Instant> asked = new ArrayList<>();

  @BeforeEach
  void make() throws IOException {
    path = Files.writeString(folder.resolve("a"), "before");
    SettledFile file = new SettledFile(folder, new UploadName("a"), FileIdentity.read(path));
    content =
        new PlainContent(
            file,
            changed -> {
              asked.add(changed);
              return KNOWN;
            });
  }

  private static Optional<Instant> changeTime(Path path) throws IOException {
    try (HeldFile held = HeldFile.open(path)) {
      return held.changeTime();
    }
  }

  /** Another content of the same length, and the date put back, as by {@code exiftool -P}. */
  private void changeUnseen() throws IOException {
    Optional<Instant> before = changeTime(path);
    FileTime modified = Files.getLastModifiedTime(path);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> { // the kernel's clock for it may stand still for some milliseconds
              Files.writeString(path, "behind");
              Files.setLastModifiedTime(path, modified);
              return !changeTime(path).equals(before);
            });
  }

  @Test
  void whatIsKnownFromEarlierIsAskedForOnlyWhenItIsNeeded() throws IOException {
    content.open().close();
    assertThat(asked).isEmpty();

    assertThat(content.knownChunks()).hasSize(2);
    assertThat(content.knownChunks()).hasSize(2);
    assertThat(asked).containsExactly(changeTime(path).orElseThrow());
  }

  @Test
  void whatWasReadIsKnownAsLongAsNobodyChangesTheFile() throws IOException {
    List<byte[]> read = List.of(new byte[32], new byte[32], new byte[32]);
    content.open().close();
    content.remember(read);
    content.open().close();
    assertThat(content.knownChunks()).isEqualTo(read);

    changeUnseen();
    content.open().close();
    assertThat(content.knownChunks()).isEqualTo(KNOWN);
    assertThat(asked).containsExactly(changeTime(path).orElseThrow());
  }

  @Test
  void aChangeWhileItIsReadIsSeenThoughItsDateWasPutBack() throws IOException {
    try (ContentReader source = content.open()) {
      source.checkUnchanged();
      Instant changed = source.changed().orElseThrow();
      changeUnseen();

      assertThatThrownBy(source::checkUnchanged).isInstanceOf(SourceChanged.class);
      assertThat(source.changed()).as("what a digest belongs to").contains(changed);
    }
  }
}
