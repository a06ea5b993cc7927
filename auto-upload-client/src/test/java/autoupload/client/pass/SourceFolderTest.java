package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFolderTest {
  @TempDir Path temporary;

  private static void assertEnds(ExitCode code, ThrowingCallable call) {
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(call)
        .extracting(OperatorError::exitCode)
        .isEqualTo(code);
  }

  @Test
  void whatIsNotThereMayComeButAFileIsAMistake() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertEnds(ExitCode.NOT_NOW, () -> SourceFolder.find(temporary.resolve("none"), false));
    assertEnds(ExitCode.USAGE, () -> SourceFolder.find(file, false));
  }

  @Test
  void anotherFolderAtItsPathIsNoticedAndTakenTheNextTime() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("card"));
    SourceFolder source = SourceFolder.find(folder, false);
    source.requireStill();

    Files.move(folder, temporary.resolve("away"));
    assertEnds(ExitCode.NOT_NOW, source::requireStill);
    assertEnds(ExitCode.NOT_NOW, source::again);
    Files.createDirectory(folder);
    assertEnds(ExitCode.NOT_NOW, source::requireStill);

    SourceFolder again = source.again();
    again.requireStill();
    assertThat(again.path()).isEqualTo(source.path());
  }
}
