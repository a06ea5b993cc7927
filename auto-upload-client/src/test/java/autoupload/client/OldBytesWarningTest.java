package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.dispose.OldBytes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldBytesWarningTest {
  private static final Path ODD = Path.of("/proc");
  private static final Path OTHER = Path.of("/sys");

  @TempDir private Path temporary;

  /** As a new run has it. */
  private OldBytesWarning warning() {
    return new OldBytesWarning(temporary.resolve("storage"), OldBytes.ofThisMachine());
  }

  @Test
  void isSaidOnceAndAgainWhenTheKindOfStorageChanged() {
    assertThat(warning().due(ODD).orElseThrow()).contains("may survive", "proc", "LUKS");
    assertThat(warning().due(ODD)).isEmpty();
    assertThat(warning().due(OTHER).orElseThrow()).contains("sysfs");
    assertThat(warning().due(ODD)).isPresent();
  }

  @Test
  void isSaidAgainIfItCannotBeRemembered() {
    OldBytesWarning warning =
        new OldBytesWarning(temporary.resolve("none/storage"), OldBytes.ofThisMachine());

    assertThat(warning.due(ODD)).isPresent();
    assertThat(warning.due(ODD)).isPresent();
  }
}
