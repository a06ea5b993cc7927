package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"samuele", "Jörg 2", "a.b", "user@example.org", "-u", "車"})
  void takesOrdinaryNames(String name) {
    assertThat(new UserName(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".auto-upload",
        "a/b",
        "/",
        "a#b",
        "#",
        "a\n",
        "a\0b",
        "a\u001b",
        "a\u2028b",
        " a",
        "a ",
        " ",
        "\u2003a",
      })
  void refusesWhatWouldBreakAFolderOrALine(String name) {
    assertThatThrownBy(() -> new UserName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a user name must ");
  }

  @Test
  void refusesALoneSurrogate() {
    assertThatThrownBy(() -> new UserName("a\udc00")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isAtMost64BytesOfUtf8() {
    assertThat(new UserName("é".repeat(32)).value()).hasSize(32);
    assertThatThrownBy(() -> new UserName("é".repeat(32) + "a")).hasMessageContaining("64 bytes");
  }
}
