package autoupload.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Bech32Test {
  private static final String ZERO_TO_31 =
      "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m";

  private static byte[] decode(String text) {
    return Bech32.decode("age", text.toCharArray(), 32);
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> decode(text)).as(text).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyIsReadAndWrittenTheSame() {
    byte[] bytes = decode(ZERO_TO_31);

    assertThat(bytes).hasSize(32).startsWith(0, 1, 2).endsWith(29, 30, 31);
    assertThat(Bech32.encode("age", bytes)).isEqualTo(ZERO_TO_31.toCharArray());
  }

  @ParameterizedTest
  @CsvSource({
    "A,A12UEL5L,0",
    "a,a12uel5l,0",
    "split,split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w,30"
  })
  void theValidStringsOfTheStandardAreRead(String prefix, String text, int length) {
    byte[] bytes = Bech32.decode(prefix, text.toCharArray(), length);

    assertThat(bytes).hasSize(length);
    assertThat(new String(Bech32.encode(prefix, bytes))).isEqualTo(text);
  }

  @Test
  void everyMistypedCharacterIsNoticed() {
    for (int i = 4; i < ZERO_TO_31.length(); i++) {
      char other = ZERO_TO_31.charAt(i) == 'q' ? 'p' : 'q';
      assertRefused(ZERO_TO_31.substring(0, i) + other + ZERO_TO_31.substring(i + 1));
    }
  }

  @Test
  void twoSwappedCharactersAreNoticed() {
    assertRefused(ZERO_TO_31.replace("7m", "m7"));
  }

  @Test
  void upperAndLowerCaseDoNotMix() {
    assertRefused(ZERO_TO_31.substring(0, 61) + "M");
    assertRefused("A" + ZERO_TO_31.substring(1));
    assertRefused("age1" + ZERO_TO_31.substring(4).toUpperCase(Locale.ROOT));
    assertRefused(ZERO_TO_31.toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "age",
        "age1",
        "age1qqqqq", // too short for a checksum
        "agf1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m", // another prefix
        "ageqqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m", // no separator
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc03q6rzrf", // last bits not zero
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sq47der8", // five bits too many
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc535lh4", // 31 bytes
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0jqtdny4t", // 33 bytes
        "age1bqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m", // "b" is no symbol
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m ", // a blank
        "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydp\u212A8qarc0savhh7m" // the Kelvin sign
      })
  void whatIsNotOneIsRefused(String text) {
    assertRefused(text);
  }

  @Test
  void noErrorQuotesAnIdentity() {
    String secret = new String(Samples.IDENTITY.encoded());
    String mistyped = secret.substring(0, secret.length() - 1) + "b";

    assertThatThrownBy(() -> Identity.parse(mistyped.toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(secret.substring(20, 30));
  }
}
