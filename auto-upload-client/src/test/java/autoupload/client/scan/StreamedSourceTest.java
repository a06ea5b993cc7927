package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedSourceTest {
  @TempDir private Path folder;
  private Path inner;
  private Path outside;
  private SettledFile file;

  @BeforeEach
  void makeFiles() throws IOException {
    inner = Files.createDirectories(folder.resolve("source/day/hour"));
    outside = Files.createDirectory(folder.resolve("outside"));
    Path path = Files.writeString(inner.resolve("a.bin"), "inside");
    Files.writeString(outside.resolve("a.bin"), "beyond");
    Files.setLastModifiedTime(outside.resolve("a.bin"), Files.getLastModifiedTime(path));
    file =
        new SettledFile(
            folder.resolve("source"), new UploadName("day/hour/a.bin"), FileIdentity.read(path));
  }

  private static String content(HeldSource source) throws IOException {
    try (FileChannel channel = source.channel()) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      channel.read(bytes);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }
  }

  private void exchangeForLink(Path folderToExchange) throws IOException {
    Files.move(folderToExchange, folder.resolve("moved"));
    Files.createSymbolicLink(folderToExchange, outside);
  }

  @Test
  void readsTheFile() throws IOException {
    try (StreamedSource source = StreamedSource.of(file)) {
      assertThat(source.identity()).isEqualTo(file.identity());
      assertThat(content(source)).isEqualTo("inside");
    }
  }

  @Test
  void isNotLedOutByALinkInPlaceOfAFolder() throws IOException {
    exchangeForLink(inner);

    assertThatThrownBy(() -> StreamedSource.of(file).close()).isInstanceOf(IOException.class);
  }

  @Test
  void staysInTheFolderThatItReached() throws IOException {
    try (StreamedSource source = StreamedSource.of(file)) {
      exchangeForLink(inner);

      assertThat(content(source)).isEqualTo("inside");
    }
  }

  @Test
  void doesNotFollowALinkInPlaceOfTheFile() throws IOException {
    try (StreamedSource source = StreamedSource.of(file)) {
      exchangeForLink(inner.resolve("a.bin"));

      assertThatThrownBy(source::channel).isInstanceOf(IOException.class);
    }
  }
}
