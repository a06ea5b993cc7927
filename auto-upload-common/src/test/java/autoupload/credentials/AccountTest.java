package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import autoupload.cli.ByteSize;
import autoupload.upload.UserName;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
  private static final String HASH = RealLines.SAMUELE_HASH;
  private static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  @Test
  void readsALineOfTheFirstVersion() {
    Account account = Account.parse(RealLines.SAMUELE);

    assertThat(account).isEqualTo(Account.of(new UserName("samuele"), HASH));
    assertThat(account.totpSeed()).isEmpty();
    assertThat(account.fields()).isEmpty();
  }

  @Test
  void readsALineWithASecondFactor() {
    Account account = Account.parse("samuele#" + SEED + "#" + HASH);

    assertThat(account.totpSeed()).contains(SEED);
    assertThat(account.hash()).isEqualTo(HASH);
  }

  @Test
  void aSeedMayBeOfAnyCaseAndPadded() {
    String seed = "jbswy3dpehpk3pxpjbswy3dpeh======";

    assertThat(Account.parse("samuele#" + seed + "#" + HASH).totpSeed()).contains(seed);
  }

  @Test
  void anotherSeedChangesTheSeedAndNothingElse() {
    Account account = Account.parse("x#" + HASH + "#quota=50G");

    Account seeded = account.withTotpSeed(Optional.of(SEED));

    assertThat(seeded.line()).isEqualTo("x#" + SEED + "#" + HASH + "#quota=50G");
    assertThat(seeded.withTotpSeed(Optional.empty())).isEqualTo(account);
  }

  @Test
  void keepsFieldsItDoesNotKnowInTheirOrder() {
    String line = "a b#" + SEED + "#" + HASH + "#zeta=1#quota=50G#alpha=x=y#empty=";

    Account account = Account.parse(line);

    assertThat(account.fields().keySet()).containsExactly("zeta", "quota", "alpha", "empty");
    assertThat(account.field("alpha")).contains("x=y");
    assertThat(account.field("recipient")).isEmpty();
    assertThat(account.line()).isEqualTo(line);
  }

  @Test
  void anotherPasswordChangesTheHashAndNothingElse() {
    Account account = Account.parse("x#" + SEED + "#" + HASH + "#quota=50G");

    assertThat(account.withHash(RealLines.BOB_HASH).line())
        .isEqualTo("x#" + SEED + "#" + RealLines.BOB_HASH + "#quota=50G");
  }

  @ParameterizedTest
  @CsvSource({
    "samuele, no '#'",
    "samuele#, no password hash",
    "samuele#geheim, no password hash",
    "samuele#JBSWY3DPEHPK3PXP, no password hash",
    "samuele#JBSWY3DPEHPK3PXP#geheim, the password hash is not like",
    "samuele#geheim-1#$H, TOTP seed",
    "samuele##$H, TOTP seed",
    "'../x#$H', user name",
    "'#$H', user name",
    "samuele#$H#, not key=value",
    "samuele#$H#geheim, not key=value",
    "samuele#$H#=geheim, no key",
    "samuele#$H#a=1#a=2, twice",
  })
  void refusesABrokenLineWithoutQuotingIt(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Account.parse(line.replace("$H", HASH)))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim", HASH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "a\nb", "a\rb", "a\0b"})
  void aFieldCannotForgeAnotherOne(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Account(new UserName("x"), Optional.empty(), HASH, Map.of("k", value)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Account(new UserName("x"), Optional.empty(), HASH, Map.of(value, "v")));
  }

  @Test
  void showsNoSecretWhenItIsPrinted() {
    assertThat(Account.parse("x#" + SEED + "#" + HASH)).hasToString("Account[x]");
  }

  @Test
  void aQuotaIsReadSetAndTakenAway() {
    Account account = Account.parse("x#" + HASH + "#recipient=r#quota=1.5t");

    assertThat(account.quota().bytes()).contains(ByteSize.parse("1536G"));
    assertThat(account.withQuota(Optional.of(ByteSize.parse("50G"))).line())
        .isEqualTo("x#" + HASH + "#recipient=r#quota=50G");
    assertThat(account.withQuota(Optional.empty()).line()).isEqualTo("x#" + HASH + "#recipient=r");
    assertThat(Account.parse("x#" + HASH).quota()).isEqualTo(Quota.NONE);
  }

  @Test
  void aQuotaOfFilesIsReadSetAndTakenAway() {
    Account account = Account.parse("x#" + HASH + "#quota-files=1000#quota=1G");

    assertThat(account.quota().files()).contains(1000L);
    assertThat(account.withQuotaFiles(Optional.of(20L)).line())
        .isEqualTo("x#" + HASH + "#quota-files=20#quota=1G");
    assertThat(account.withQuotaFiles(Optional.empty()).line())
        .isEqualTo("x#" + HASH + "#quota=1G");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "-1", "5K", "9999999999999999999"})
  void aQuotaOfFilesThatNobodyCanReadIsNotTakenForNone(String files) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Account.parse("x#" + HASH + "#quota-files=" + files))
        .withMessageContaining("quota cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "-1", "50GB"})
  void aQuotaThatNobodyCanReadIsNotTakenForNone(String quota) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Account.parse("x#" + HASH + "#quota=" + quota))
        .withMessageContaining("quota cannot be read");
  }
}
