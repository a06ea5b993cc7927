package autoupload.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
  @ParameterizedTest
  @CsvSource({"1.8, true", "9, true", "11, true", "16, true", "17, false", "25, false"})
  void javaIsTooOldBefore17(String version, boolean isTooOld) {
    assertThat(Launcher.isTooOld(version)).isEqualTo(isTooOld);
    assertThat(Launcher.complaint(version)).contains("Java " + version, "17 or newer");
  }
}
