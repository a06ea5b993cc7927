package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import autoupload.credentials.PasswordFile.Problem;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
  private static final UserName BOB = new UserName("bob");
  private static final Account ANNA = Account.of(new UserName("anna"), RealLines.BOB_HASH);

  @TempDir private Path folder;

  private static String text(PasswordFile file) {
    return new String(file.bytes(), StandardCharsets.UTF_8);
  }

  private static Account account(String line) {
    return Account.parse(line);
  }

  @Test
  void findsTheUsersOfTheOriginalsFile() throws IOException {
    Path path = folder.resolve("password.autoupload");
    Files.writeString(path, RealLines.SAMUELE + "\n" + RealLines.BOB + "\n");

    PasswordFile file = PasswordFile.read(path);

    assertThat(file.find("samuele")).contains(account(RealLines.SAMUELE));
    assertThat(file.find("bob")).contains(account(RealLines.BOB));
    assertThat(file.find("Bob")).isEmpty();
    assertThat(file.find("")).isEmpty();
    assertThat(file.accounts()).extracting(a -> a.user().value()).containsExactly("samuele", "bob");
    assertThat(file.problems()).isEmpty();
  }

  @Test
  void aBrokenLineDisablesItselfAndNothingElse() {
    PasswordFile file =
        PasswordFile.parse(
            "# ours\n\nsamuele#oops\n"
                + RealLines.BOB
                + "\n.x#"
                + RealLines.BOB_HASH
                + "\nnonsense");

    assertThat(file.accounts()).containsExactly(account(RealLines.BOB));
    assertThat(file.problems())
        .containsExactly(
            new Problem(3, "there is no password hash after the user"),
            new Problem(5, "a user name must not start with a dot"),
            new Problem(6, "there is no '#' between user and hash"));
  }

  @Test
  void ofTwoLinesForOneUserTheFirstCounts() {
    PasswordFile file =
        PasswordFile.parse("#\nbob#" + RealLines.SAMUELE_HASH + "\n" + RealLines.BOB + "\n");

    assertThat(file.find("bob").orElseThrow().hash()).isEqualTo(RealLines.SAMUELE_HASH);
    assertThat(file.problems()).containsExactly(new Problem(3, "it names the same user as line 2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "#",
        "# a\r\n\r\n#b#c",
        "x\r\ny\n\n z",
        "\r\r\n",
        "\uFEFF# é\n",
        "bob#x \t\r\n#"
      })
  void writesBackEveryByteItRead(String text) {
    assertThat(text(PasswordFile.parse(text))).isEqualTo(text);
  }

  @Test
  void readsWhatEditorsOfOtherSystemsWrite() {
    PasswordFile file =
        PasswordFile.parse("\uFEFF" + RealLines.SAMUELE + "  \r\n" + RealLines.BOB + "\t\r\n");

    assertThat(file.accounts()).containsExactly(account(RealLines.SAMUELE), account(RealLines.BOB));
  }

  @Test
  void addsALineAtTheEndAndTouchesNoOther() {
    String before = "# first\r\n" + RealLines.SAMUELE + "\r\nbroken\r\n\r\n# last\r\n";

    assertThat(text(PasswordFile.parse(before).with(ANNA)))
        .isEqualTo(before + ANNA.line() + "\r\n");
    assertThat(text(PasswordFile.empty().with(ANNA))).isEqualTo(ANNA.line() + "\n");
  }

  @Test
  void endsALastLineWithoutEndBeforeItAddsOne() {
    assertThat(text(PasswordFile.parse(RealLines.BOB).with(ANNA)))
        .isEqualTo(RealLines.BOB + "\n" + ANNA.line() + "\n");
    assertThat(text(PasswordFile.parse("# x\r\n" + RealLines.BOB).with(ANNA)))
        .isEqualTo("# x\r\n" + RealLines.BOB + "\r\n" + ANNA.line() + "\r\n");
  }

  @Test
  void addsNobodyTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PasswordFile.parse(RealLines.BOB).with(account(RealLines.BOB)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PasswordFile.parse("bob#broken").with(account(RealLines.BOB)));
  }

  @Test
  void replacesTheLineThatCountsAndTouchesNoOther() {
    String before = "#bob\nbob#broken\r\n" + RealLines.BOB + "\r\nbob#again\n# end";
    Account changed = account("bob#" + RealLines.SAMUELE_HASH + "#quota=1G");

    assertThat(text(PasswordFile.parse(before).replacing(changed)))
        .isEqualTo(before.replace(RealLines.BOB, changed.line()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PasswordFile.parse("bob#broken").replacing(changed));
  }

  @Test
  void removingAUserLeavesNoLineThatCouldComeIntoForce() {
    String kept = "# bob#\n" + RealLines.SAMUELE + "\n\n";
    String before = "bob#broken\n" + kept + RealLines.BOB + "\r\nbob#" + RealLines.SAMUELE_HASH;

    assertThat(text(PasswordFile.parse(before).without(BOB))).isEqualTo(kept);
  }

  @Test
  void aBrokenLineStillMentionsItsUser() {
    assertThat(PasswordFile.parse("bob#broken").mentions(BOB)).isTrue();
    assertThat(PasswordFile.parse("bob").mentions(BOB)).isTrue();
    assertThat(PasswordFile.parse("# bob#x\nbobby#x").mentions(BOB)).isFalse();
  }

  @Test
  void saysWhatIsWrongWithAFileItCannotUse() throws IOException {
    Path latin1 = Files.write(folder.resolve("latin1"), new byte[] {'#', (byte) 0xe9});

    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> PasswordFile.read(folder.resolve("none")))
        .withMessageContainingAll(folder + "/none does not exist", "adduser")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> PasswordFile.read(latin1))
        .withMessageContaining("not UTF-8");
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> PasswordFile.read(folder))
        .withMessageContaining("is not a file");
  }

  @Test
  void showsNoSecretWhenItIsPrinted() {
    assertThat(PasswordFile.parse(RealLines.BOB + "\nx").toString())
        .isEqualTo("PasswordFile[1 accounts, 1 problems]");
    assertThat(new Line(RealLines.BOB, "\n").toString()).doesNotContain("argon2");
  }

  @Test
  void afterTheLastUserTheFileSaysThatThereAreNoneUntilOneIsAdded() {
    PasswordFile empty = PasswordFile.parse("# ours\r\n" + RealLines.BOB).without(BOB);
    assertThat(text(empty)).isEqualTo("# ours\r\n# no users\r\n");
    assertThat(empty.saysNoUsers()).isTrue();
    assertThat(text(empty.without(BOB))).isEqualTo(text(empty));
    assertThat(text(empty.with(ANNA))).isEqualTo("# ours\r\n" + ANNA.line() + "\r\n");
    assertThat(text(PasswordFile.parse(ANNA.line() + "\n" + RealLines.BOB).without(BOB)))
        .isEqualTo(ANNA.line() + "\n");
  }
}
