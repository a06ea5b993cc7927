package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {
  /** "12345678901234567890", the secret of RFC 6238, appendix B, for SHA-1. */
  private static final String RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private static Totp of(String seed) {
    return Totp.ofSeed(seed.toCharArray());
  }

  /** The last six of the eight digits that the RFC prints. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheRfc(long seconds, String code) {
    try (Totp totp = of(RFC_SEED)) {
      long step = Totp.stepAt(Instant.ofEpochSecond(seconds));

      assertThat(totp.code(step)).isEqualTo(code);
      assertThat(totp.matches(code, step)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "28708", "2870820", "287083", "２８７０８２", "287082 "})
  void anythingElseIsNoCode(String wrong) {
    assertThat(of(RFC_SEED).matches(wrong, 1)).isFalse();
  }

  @Test
  void stepsBeginEvery30Seconds() {
    Instant start = Instant.ofEpochSecond(600);

    assertThat(Totp.stepAt(start)).isEqualTo(20);
    assertThat(Totp.stepAt(start.minusMillis(1))).isEqualTo(19);
    assertThat(Totp.stepAt(start.plusSeconds(29))).isEqualTo(20);
    assertThat(Totp.untilNextStep(start)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Totp.untilNextStep(start.plusMillis(29_999))).isEqualTo(Duration.ofMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
        "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
        "gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ======",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ== "
      })
  void aSeedIsReadAsPeopleWriteIt(String seed) {
    assertThat(of(seed).code(1)).isEqualTo("287082");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GEZDGNBVGY3TQOJ",
        "GEZDGNBVGY3TQOJ1",
        "GEZDGNBVGY3TQOJ0",
        "GEZDGNBVGY=3TQOJQ",
        "GEZDGNBVGY3TQOJQ\n",
        "GEZDGNBVGY3TQOJß"
      })
  void anythingElseIsNoSeedAndIsNotQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(text))
        .withMessage("the TOTP seed is not 16 to 128 base32 characters");
    assertThatIllegalArgumentException().isThrownBy(() -> of("A".repeat(129)));
  }

  @Test
  void everyNewSeedIsAnother160Bits() {
    String seed = Totp.newSeed();

    assertThat(seed).matches("[A-Z2-7]{32}");
    assertThat(Totp.newSeed()).isNotEqualTo(seed);
    assertThat(Base32.encode(Base32.decode(seed.toCharArray()))).isEqualTo(seed);
  }

  @ParameterizedTest // RFC 4648, section 10, as far as 16 characters go
  @CsvSource({
    "foobarfoobar, MZXW6YTBOJTG633CMFZA",
    "foobarfoobarf, MZXW6YTBOJTG633CMFZGM",
    "foobarfoobarfo, MZXW6YTBOJTG633CMFZGM3Y",
    "foobarfoobarfoo, MZXW6YTBOJTG633CMFZGM33P"
  })
  void base32IsThatOfTheRfc(String text, String encoded) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(Base32.encode(bytes)).isEqualTo(encoded);
    assertThat(Base32.decode(encoded.toCharArray())).isEqualTo(bytes);
  }

  @Test
  void aClosedSeedIsWiped() {
    Totp totp = of(RFC_SEED);
    totp.close();

    assertThat(totp.matches("287082", 1)).isFalse();
    assertThat(totp).hasToString("Totp");
  }
}
