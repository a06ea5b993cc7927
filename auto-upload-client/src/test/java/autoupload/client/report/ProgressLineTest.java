package autoupload.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
  private static final String NAME = "2026/11/30/front-camera-20261130-0815.mp4";

  private static ProgressLine line(String name) {
    return new ProgressLine(name, 3, 12, 1_200_000_000, 2_700_000_000L, 3_100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10  | 44 %",
        "12  | 44 %  ...mp4",
        "20  | 44 %  3.1 MB/s",
        "25  | 44 %  3.1 MB/s  8:03 left",
        "40  | 44 %  ...0-0815.mp4  3.1 MB/s  8:03 left",
        "80  | 44 %  file 3 of 12  ...-20261130-0815.mp4  1.2 GB of 2.7 GB  3.1 MB/s  8:03 left",
        "200 | 44 %  file 3 of 12  2026/11/30/front-camera-20261130-0815.mp4  1.2 GB of 2.7 GB"
            + "  3.1 MB/s  8:03 left",
      })
  void theMostImportantIsShown(int columns, String shown) {
    assertThat(line(NAME).inColumns(columns)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", NAME, "Süd tirol/Grüße.txt", "🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗🚗"})
  void itIsNeverWider(String name) {
    for (int columns = 4; columns < 250; columns++) {
      String shown = line(name).inColumns(columns);
      long wide = shown.codePoints().filter(point -> point >= 0x300).count();
      assertThat(shown.codePointCount(0, shown.length()) + wide).isLessThanOrEqualTo(columns);
    }
  }

  @Test
  void aLogHasAllOfIt() {
    assertThat(line("a.mp4").inFull())
        .isEqualTo("uploading a.mp4: 44 %, file 3 of 12, 1.2 GB of 2.7 GB, 3.1 MB/s, 8:03 left");
    assertThat(new ProgressLine("a", 1, 1, 0, 0, 0).inFull())
        .isEqualTo("uploading a: 100 %, file 1 of 1, 0 B of 0 B");
  }

  @Test
  void longTimesAreInHours() {
    assertThat(new ProgressLine("a", 1, 1, 0, 40_000, 10).inColumns(30)).endsWith("1:06 h left");
  }
}
