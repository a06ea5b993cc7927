package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameFoldingTest {
  @ParameterizedTest
  @CsvSource({
    "VIDEO.MP4, video.mp4",
    "É, e\u0301", // one letter, or a letter and its accent
    "ſ, s", // the long s
    "\u212a, k", // the Kelvin sign
    "ﬁlm, film",
    "Straße, strasse"
  })
  void whatAnyFileSystemMayTakeForOneNameIsOne(String name, String same) {
    assertThat(NameFolding.fold(name)).isEqualTo(NameFolding.fold(same));
    assertThat(NameFolding.fold(same)).isNotEqualTo(NameFolding.fold(same + "x"));
  }

  /** Both ends of each range of Default_Ignorable_Code_Point that is not of the category Cf. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x2065, 0x3164,
        0xFE00, 0xFE0F, 0xFFA0, 0xFFF0, 0xFFF8, 0xE0000, 0xE0FFF
      })
  void whatIsNotSeenTellsNoNamesApart(int c) {
    assertThat(NameFolding.fold("a" + Character.toString(c) + "b")).isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x034E, 0x0350, 0x115E, 0x1161, 0x17B3, 0x17B6, 0x180A, 0x1810, 0x3163, 0x3165, 0xFDFF,
        0xFE10, 0xFF9F, 0xFFEF, 0xDFFFF, 0xE1000
      })
  void whatIsSeenDoes(int c) {
    assertThat(NameFolding.fold("a" + Character.toString(c) + "b")).isNotEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF})
  void bytesAreCountedAsUtf8HasThem(int c) {
    String text = "a" + Character.toString(c);

    assertThat(Text.utf8Length(text, 0, text.length()))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void aNameIsShownAsItIs() {
    assertThat(new UploadName("2024/Été.mp4")).hasToString("2024/Été.mp4");
  }
}
