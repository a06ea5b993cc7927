package autoupload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {
  @TempDir private Path folder;

  private interface Failing {
    void run() throws IOException;
  }

  private static String reason(Failing action) {
    try {
      action.run();
    } catch (IOException e) {
      return IoReason.of(e);
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void putsIntoWordsWhatTheSystemAnswered() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(reason(() -> Files.size(folder.resolve("none"))))
        .isEqualTo("no such file or folder");
    assertThat(reason(() -> Files.createFile(file))).isEqualTo("it exists already");
    assertThat(reason(() -> Files.delete(folder))).isEqualTo("the folder is not empty");
    assertThat(reason(() -> Files.size(file.resolve("x")))).isEqualTo("not a directory");
    assertThat(reason(() -> new FileInputStream(folder.toFile()).close())).contains("directory");
  }

  @Test
  void hasWordsForEveryException() {
    assertThat(IoReason.of(new AccessDeniedException("/x"))).isEqualTo("permission denied");
    assertThat(IoReason.of(new NotDirectoryException("/x"))).isEqualTo("not a folder");
    assertThat(IoReason.of(new IOException("No space left on device")))
        .isEqualTo("no space left on device");
    assertThat(IoReason.of(new FileSystemException("/x", null, "I/O error")))
        .isEqualTo("I/O error");
    assertThat(IoReason.of(new EOFException())).isEqualTo("EOFException");
    assertThat(IoReason.withPath(new AccessDeniedException("/x")))
        .isEqualTo("/x: permission denied");
  }
}
