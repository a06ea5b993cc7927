package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhcStringTest {
  private static final String SALT = "EzLx2PAzeyAyfruUO8kVvw";
  private static final String HASH = "wpFvzBwebsmbj74bemEsaQ";

  @ParameterizedTest
  @ValueSource(strings = {RealLines.SAMUELE_HASH, RealLines.BOB_HASH})
  void readsAndWritesWhatTheOriginalWrote(String text) {
    assertThat(PhcString.parse(text).encoded()).isEqualTo(text);
  }

  @Test
  void knowsWhatAHashCosts() {
    assertThat(PhcString.parse(RealLines.SAMUELE_HASH).cost())
        .isEqualTo(new PhcString.Cost(102400, 2, 8));
  }

  @Test
  void aStringWithoutAVersionIsOfTheFirstOne() {
    assertThat(PhcString.parse("$argon2i$m=8,t=1,p=1$" + SALT + "$" + HASH).version())
        .isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=8,t=1,p=1$",
        "$argon2id$v=19$m=262144,t=4,p=64$",
        "$argon2id$v=19$m=16384,t=64,p=64$",
        "$argon2i$v=16$m=8,t=1,p=1$",
        "$argon2d$v=19$m=8,t=1,p=1$",
      })
  void acceptsTheBoundsThemselves(String head) {
    String text = head + SALT + "$" + HASH;

    assertThat(PhcString.parse(text).encoded()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "geheim",
        "$argon2id$v=19$m=8,t=1,p=1",
        "$argon2id$v=19$m=8,t=1,p=1$S",
        "$argon2x$v=19$m=8,t=1,p=1$S$H",
        "$ARGON2ID$v=19$m=8,t=1,p=1$S$H",
        "$2b$12$S$H",
        "$argon2id$v=18$m=8,t=1,p=1$S$H",
        "$argon2id$v=019$m=8,t=1,p=1$S$H",
        "$argon2id$v=19$t=1,m=8,p=1$S$H",
        "$argon2id$v=19$m=8,t=1,p=1,keyid=Zm9v$S$H",
        "$argon2id$v=19$m=7,t=1,p=1$S$H",
        "$argon2id$v=19$m=15,t=1,p=2$S$H",
        "$argon2id$v=19$m=262145,t=1,p=1$S$H",
        "$argon2id$v=19$m=262144,t=5,p=1$S$H",
        "$argon2id$v=19$m=16385,t=64,p=1$S$H",
        "$argon2id$v=19$m=99999999999,t=1,p=1$S$H",
        "$argon2id$v=19$m=-8,t=1,p=1$S$H",
        "$argon2id$v=19$m=08,t=1,p=1$S$H",
        "$argon2id$v=19$m=8,t=0,p=1$S$H",
        "$argon2id$v=19$m=8,t=65,p=1$S$H",
        "$argon2id$v=19$m=8,t=1,p=0$S$H",
        "$argon2id$v=19$m=1024,t=1,p=65$S$H",
        "$argon2id$v=19$m=8,t=1,p=1$S==$H",
        "$argon2id$v=19$m=8,t=1,p=1$$H",
        "$argon2id$v=19$m=8,t=1,p=1$S$",
        "$argon2id$v=19$m=8,t=1,p=1$YWJjZGVmZw$H", // salt of 7 bytes
        "$argon2id$v=19$m=8,t=1,p=1$S$wpFvzBwebsmbj74bemEs", // hash of 15 bytes
        "$argon2id$v=19$m=8,t=1,p=1$S$wpFvzBwebsmbj74bemEsaR", // stray bits at the end
        "$argon2id$v=19$m=8,t=1,p=1$S$wpFvzBwebsmbj74bemEsa", // no base64 has this length
        "$argon2id$v=19$m=8,t=1,p=1$S$H$H",
        "$argon2id$v=19$m=8,t=1,p=1$S$H\n",
        " $argon2id$v=19$m=8,t=1,p=1$S$H",
      })
  void refusesAnythingElseWithoutQuotingIt(String text) {
    String filled = text.replace("$S", "$" + SALT).replace("$H", "$" + HASH);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhcString.parse(filled))
        .withMessageStartingWith("the password hash ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim", SALT, HASH));
  }

  @Test
  void refusesMoreThan64BytesOfSaltOrHash() {
    String long65 = "A".repeat(86) + "A"; // 65 bytes
    String max64 = "A".repeat(86);

    assertThat(PhcString.parse("$argon2id$v=19$m=8,t=1,p=1$" + max64 + "$" + max64).salt())
        .hasSize(64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhcString.parse("$argon2id$v=19$m=8,t=1,p=1$" + long65 + "$" + HASH));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhcString.parse("$argon2id$v=19$m=8,t=1,p=1$" + SALT + "$" + long65));
  }

  @Test
  void showsNoSecretWhenItIsPrinted() {
    assertThat(PhcString.parse(RealLines.BOB_HASH).toString()).doesNotContain("lAOk", "LjEq");
  }
}
