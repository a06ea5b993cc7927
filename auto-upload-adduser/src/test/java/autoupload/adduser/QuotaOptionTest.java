package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class QuotaOptionTest extends AddUserRun {
  private String quota(String user) {
    Account account = PasswordFile.read(file).find(user).orElseThrow();
    return account.quota().bytes().map(Object::toString).orElse("none");
  }

  @Test
  void aQuotaIsSetChangedShownAndTakenAway() throws IOException {
    write("a#" + HASH);
    assertThat(adduser("-u", "b", "-p", "secret", "--quota", "50g", "-f", file + "")).isZero();
    assertThat(quota("b")).isEqualTo("50G");
    assertThat(Files.readAllLines(file).get(1)).endsWith("#quota=50G");
    assertThat(hasPassword("b", "secret")).isTrue();

    assertThat(adduser("--update", "-u", "b", "--quota", "1.5T", "-f", file + "")).isZero();
    assertThat(out).hasToString("changed the quota of b in " + file + "\n");
    assertThat(quota("b")).isEqualTo("1536G");
    assertThat(hasPassword("b", "secret")).isTrue();

    assertThat(adduser("--list", "-f", file + "")).isZero();
    assertThat(out).hasToString("a\nb  quota 1536G\n");

    assertThat(adduser("--update", "-u", "b", "--quota=none", "-f", file + "")).isZero();
    assertThat(quota("b")).isEqualTo("none");
    assertThat(file).content().doesNotContain("quota");
  }

  @Test
  void aNumberOfFilesIsSetChangedShownAndTakenAway() throws IOException {
    write("a#" + HASH);
    assertThat(
            adduser("-u", "b", "-p", "secret", "--quota=1G", "--quota-files=900", "-f", file + ""))
        .isZero();
    assertThat(Files.readAllLines(file).get(1)).endsWith("#quota=1G#quota-files=900");

    assertThat(adduser("--update", "-u", "b", "--quota-files", "1000", "-f", file + "")).isZero();
    assertThat(out).hasToString("changed the quota of b in " + file + "\n");
    assertThat(quota("b")).isEqualTo("1G");
    assertThat(hasPassword("b", "secret")).isTrue();
    assertThat(adduser("--list", "-f", file + "")).isZero();
    assertThat(out).hasToString("a\nb  quota 1G  files 1000\n");

    assertThat(adduser("--update", "-u", "b", "--quota-files=none", "-f", file + "")).isZero();
    assertThat(file).content().doesNotContain("files").contains("quota=1G");
    for (String wrong : new String[] {"-1", "10K", "", "many", "1".repeat(19)}) {
      assertThat(adduser("--update", "-u", "a", "--quota-files=" + wrong, "-f", file + ""))
          .isEqualTo(2);
      assertThat(err.toString()).contains("--quota-files", quoted(wrong));
    }
    assertThat(adduser("--list", "--quota-files=1", "-f", file + "")).isEqualTo(2);
    assertThat(err.toString()).contains("--quota-files goes with");
  }

  @Test
  void aQuotaThatIsNoneChangesNothing() throws IOException {
    write("a#" + HASH);
    for (String wrong : new String[] {"50GB", "-1", "lots", ""}) {
      assertThat(adduser("--update", "-u", "a", "--quota=" + wrong, "-f", file + "")).isEqualTo(2);
      assertThat(err.toString()).contains("--quota", quoted(wrong));
    }
    assertThat(adduser("--remove", "-u", "a", "--quota", "1G", "-f", file + "")).isEqualTo(2);
    assertThat(err.toString()).contains("--quota goes with adding a user or with --update");
    assertThat(file).hasContent("a#" + HASH + "\n");
  }

  private static String quoted(String wrong) {
    return wrong.isEmpty() ? "is empty" : "'" + wrong + "'";
  }
}
