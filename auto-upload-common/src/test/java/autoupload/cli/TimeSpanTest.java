package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeSpanTest {
  private final TimeSpan timeSpan = new TimeSpan();

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "10, PT10S",
    "' 10 ', PT10S",
    "10s, PT10S",
    "0.5, PT0.5S",
    "1.001s, PT1.001S",
    "250ms, PT0.25S",
    "5m, PT5M",
    "2h, PT2H",
    "1.5h, PT1H30M",
    "3d, PT72H",
    "36500d, PT876000H",
  })
  void readsSecondsOrANumberWithAUnit(String text, Duration expected) {
    assertThat(timeSpan.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1 s", "s", "1w", "1e3", ".5", "1.", "1.0001", "1S", "∞"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> timeSpan.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("such as 10");
  }

  /** Clocks that count nanoseconds in 64 bits end after 292 years. */
  @ParameterizedTest
  @ValueSource(strings = {"36501d", "999999999d", "999999999h"})
  void refusesWhatNoClockCanCount(String text) {
    assertThatThrownBy(() -> timeSpan.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("at most 36500d");
  }
}
