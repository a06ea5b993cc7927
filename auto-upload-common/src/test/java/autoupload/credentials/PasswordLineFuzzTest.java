package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Corpus;
import autoupload.upload.UserName;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Parser and editor of password files: whatever the bytes, each line is an account or disabled with
 * a reason, and edits change what they are about.
 */
class PasswordLineFuzzTest {
  /** No reason has a word as long as the shortest hash, salt or seed. */
  private static final Pattern QUOTED = Pattern.compile("[A-Za-z0-9+/=]{11,}");

  private static final Account NEW = Account.of(new UserName("new"), RealLines.BOB_HASH);

  private int accounts;

  @FuzzTest
  void anyFile(byte[] input) {
    PasswordFile file = PasswordFile.parse(new String(input, StandardCharsets.UTF_8));
    accounts += file.accounts().size();
    for (Account account : file.accounts()) {
      assertIsPrintedAsItWasRead(account);
      assertThat(file.find(account.user().value())).contains(account);
      assertIsRemovedAlone(file, account);
    }
    assertThat(file.problems())
        .allSatisfy(problem -> assertThat(problem.reason()).doesNotContainPattern(QUOTED));
    if (!file.mentions(NEW.user())) {
      assertIsAddedAlone(file);
    }
  }

  @Test
  void whatIsKnownAndWhatResemblesIt() throws IOException {
    Corpus.of(PasswordLineFuzzTest.class, "anyFile").each(this::anyFile);

    assertThat(accounts).isPositive();
  }

  private static void assertIsPrintedAsItWasRead(Account account) {
    assertThat(Account.parse(account.line())).isEqualTo(account);
    assertThat(Account.parse(account.line()).line()).isEqualTo(account.line());
    PhcString hash = PhcString.parse(account.hash());
    // Version 16 may be left out.
    assertThat(hash.encoded())
        .isIn(account.hash(), account.hash().replaceFirst("\\$m", "\\$v=16\\$m"));
  }

  private static void assertIsRemovedAlone(PasswordFile file, Account account) {
    PasswordFile rest = file.without(account.user());
    assertThat(rest.mentions(account.user())).isFalse();
    assertThat(rest.accounts())
        .isEqualTo(file.accounts().stream().filter(a -> !a.equals(account)).toList());
  }

  private static void assertIsAddedAlone(PasswordFile file) {
    PasswordFile more = file.with(NEW);
    byte[] before = file.bytes();
    assertThat(Arrays.copyOf(more.bytes(), before.length)).isEqualTo(before);
    assertThat(more.find("new")).contains(NEW);
    assertThat(more.without(NEW.user()).accounts()).isEqualTo(file.accounts());
    assertThat(more.replacing(NEW).bytes()).isEqualTo(more.bytes());
  }
}
