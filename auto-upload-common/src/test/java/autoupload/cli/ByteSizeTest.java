package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "1K, 1024",
    "1k, 1024",
    "500M, 524288000",
    "500MiB, 524288000",
    "50G, 53687091200",
    "1.5T, 1649267441664",
    "4611686018427387904, 4611686018427387904",
    "4194304T, 4611686018427387904"
  })
  void unitsArePowersOf1024(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "-1",
        "-1G",
        "1GB",
        "1 G G",
        "1e9",
        "lots",
        "1,5G",
        "1P",
        "4194305T",
        "9999999999999999999T",
        "0x10",
        "1G#",
        "\u0661G"
      })
  void nothingElseIsASize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteSize.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1023, 1023", "1024, 1K", "53687091200, 50G", "1536M, 1536M", "1025, 1025"})
  void whatItPrintsItReadsAgain(String text, String printed) {
    ByteSize size = ByteSize.parse(text);

    assertThat(size).hasToString(printed);
    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }

  @Test
  void peopleReadItAsASentence() {
    assertThat(ByteSize.parse("50G").inWords()).isEqualTo("50 GiB");
    assertThat(ByteSize.parse("1.5T").inWords()).isEqualTo("1.5 TiB");
    assertThat(ByteSize.parse("1").inWords()).isEqualTo("1 byte");
    assertThat(ByteSize.parse("1000").inWords()).isEqualTo("1000 bytes");
  }
}
