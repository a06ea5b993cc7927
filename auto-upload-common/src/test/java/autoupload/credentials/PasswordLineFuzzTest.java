package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever stands in a password file, each line is an account, or disabled with a reason. */
class PasswordLineFuzzTest {
  private static final List<byte[]> LINES =
      List.of(
              "samuele#" + RealLines.SAMUELE_HASH + "\n",
              "bob#GEZDGNBVGY3TQOJQ#" + RealLines.BOB_HASH + "#quota=50G\r\n",
              "# a comment\n\nälice#" + RealLines.BOB_HASH)
          .stream()
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void everyLineIsAnAccountOrAProblemThatQuotesNothing() throws IOException {
    int[] accounts = {0};
    new Mutations(LINES)
        .each(
            bytes -> {
              PasswordFile file = PasswordFile.parse(new String(bytes, StandardCharsets.UTF_8));
              for (Account account : file.accounts()) {
                assertThat(Account.parse(account.line()).line()).isEqualTo(account.line());
                assertThat(account.hash()).doesNotContain("#");
              }
              file.problems()
                  .forEach(p -> assertThat(p.reason()).doesNotContain("samuele", "lAOk", "wpFv"));
              accounts[0] += file.accounts().size();
            });
    assertThat(accounts[0]).isPositive();
  }
}
