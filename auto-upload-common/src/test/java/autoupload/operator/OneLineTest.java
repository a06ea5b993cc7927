package autoupload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\0", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029"})
  void whatEndsALineOrCommandsATerminalIsReplaced(String unfit) {
    assertThat(OneLine.of("a" + unfit + "[2Jb")).isEqualTo("a?[2Jb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"})
  void whatTurnsTheOrderOfTheRestIsReplaced(String unfit) {
    assertThat(OneLine.of("gpj" + unfit + ".exe")).isEqualTo("gpj?.exe");
  }

  @Test
  void halfACharacterIsReplaced() {
    assertThat(OneLine.of("a\ud83d")).isEqualTo("a?");
  }

  @Test
  void everyScriptIsLeftAlone() {
    String text = "für Élise 日本 שלום نمونه\u200cها 👩\u200d🚀 \u00a0'\"\\";
    assertThat(OneLine.of(text)).isEqualTo(text);
  }

  @Test
  void aQuotationIsCutBetweenCharacters() {
    assertThat(OneLine.quote("a\n" + "🚀".repeat(300))).isEqualTo("a?" + "🚀".repeat(298));
    assertThat(OneLine.quote(null)).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u200b", "\u200d", "\u202e", "\u00ad", "\ufeff", "\u0378"})
  void aQuotationHidesNothing(String unseen) {
    assertThat(OneLine.quote("files" + unseen + ".example")).isEqualTo("files?.example");
  }
}
