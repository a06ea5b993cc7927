package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadNameTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Urlaub in Köln/Grüße 🎥.mp4",
        "...",
        "..a/b..",
        ".hidden",
        " leading and trailing ",
        "back\\slash",
        "-rf",
        "~",
        ".auto",
        "a.auto-upload",
        ".\u00e4uto-upload",
        ".AUTO",
        ".vid\u00e9os/\u00e9t\u00e9.mp4",
        "\u201eclip\u201c.mp4",
      })
  void takesWhatAFileMayBeCalled(String name) {
    assertThat(new UploadName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/.",
        "nul\0",
        "line\nfeed",
        "escape\u001b[2J",
        "delete\u007f",
        "next\u0085line",
        "separator\u2028",
        "paragraph\u2029",
        ".auto-upload",
        ".auto-upload-erase-1",
        "a/.auto-uploads/b",
        ".AUTO-UPLOAD-PARTIAL/clip.part",
        "a/.Auto-Upload/store-id",
        ".auto\u00ad-up\u200dload-partial/clip.part",
        "\u200b.auto-upload-partial/clip.part",
        "\ufe0f.AUTO-upload",
        ".\uff21uto-\uff55pload-partial",
        "\uff0eauto-upload",
        "\u2024auto-upload",
      })
  void refusesWhatWouldLeadElsewhereOrForgeALine(String name) {
    assertThatThrownBy(() -> new UploadName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("[ -~]+");
  }

  @Test
  void refusesALoneSurrogate() { // which UTF-8 cannot carry
    assertThatThrownBy(() -> new UploadName("a\ud800b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsBytesOfUtf8NotCharacters() {
    String longest = "é".repeat(127) + "a";
    assertThat(utf8(longest)).isEqualTo(255);
    assertThat(new UploadName(longest).fileName()).isEqualTo(longest);
    assertThatThrownBy(() -> new UploadName("é".repeat(128)))
        .hasMessageContaining("longer than 255 bytes");
  }

  @Test
  void takes32ComponentsAnd1024BytesAndNoMore() {
    assertThat(new UploadName("d/".repeat(31) + "f").components()).hasSize(32);
    assertThatThrownBy(() -> new UploadName("d/".repeat(32) + "f")).hasMessageContaining("32");

    String folders = ("d".repeat(255) + "/").repeat(3);
    assertThat(utf8(new UploadName(folders + "f".repeat(255)).value())).isEqualTo(1023);
    assertThat(new UploadName(folders + "f".repeat(253) + "/g").value()).hasSize(1023);
    assertThatThrownBy(() -> new UploadName(folders + "f".repeat(255) + "/g"))
        .hasMessageContaining("1024");
  }

  @Test
  void tellsItsFoldersFromItsFile() {
    UploadName name = new UploadName("2024/05/a.mp4");

    assertThat(name.components()).containsExactly("2024", "05", "a.mp4");
    assertThat(name.folders()).containsExactly("2024", "05");
    assertThat(name.fileName()).isEqualTo("a.mp4");
    assertThat(new UploadName("a").folders()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, a~0123abcd.mp4",
    "dir.d/a, dir.d/a~0123abcd",
    "archive.tar.gz, archive.tar~0123abcd.gz",
    ".bashrc, .bashrc~0123abcd",
    "dot., dot~0123abcd.",
    "a.0123456789abcdef, a~0123abcd.0123456789abcdef", // 16 bytes after the dot are an extension
    "a.0123456789abcdefg, a.0123456789abcdefg~0123abcd",
  })
  void aVariantKeepsTheExtension(String name, String variant) {
    assertThat(new UploadName(name).withVariant("0123abcd").value()).isEqualTo(variant);
  }

  @Test
  void aVariantOfALongNameIsShortenedBetweenCharacters() {
    for (String unit : new String[] {"a", "é", "€", "🎥"}) {
      String stem = unit.repeat(251 / utf8(unit));
      UploadName variant = new UploadName("d/" + stem + ".mp4").withVariant(HEX);

      assertThat(variant.value()).startsWith("d/" + unit).endsWith("~" + HEX + ".mp4");
      assertThat(utf8(variant.fileName())).isBetween(255 - 3, 255);
    }
  }

  @Test
  void aVariantInLongFoldersStaysWithinTheWholeNamesLimit() {
    String folders = ("d".repeat(230) + "/").repeat(4);
    assertThat(utf8(folders)).isEqualTo(924);

    UploadName variant = new UploadName(folders + "f".repeat(96) + ".mp4").withVariant(HEX);

    assertThat(utf8(variant.value())).isEqualTo(1024);
    assertThat(variant.fileName()).isEqualTo("f".repeat(31) + "~" + HEX + ".mp4");
  }

  @Test
  void saysSoWhereFoldersLeaveNoRoomForAVariant() {
    UploadName name = new UploadName(("d".repeat(250) + "/").repeat(4) + "f.mp4");

    assertThat(name.withVariant("0123abcd").fileName()).isEqualTo("f~0123abcd.mp4");
    assertThat(name.hasVariant(8)).isTrue();
    assertThat(name.hasVariant(15)).as("no stem, but a name").isTrue();
    assertThat(name.withVariant("f".repeat(15)).value()).hasSize(1024);
    assertThat(name.hasVariant(16)).isFalse();
    assertThatThrownBy(() -> name.withVariant(HEX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no room");
  }
}
