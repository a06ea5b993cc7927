package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.KeyFile;
import autoupload.credentials.PasswordFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityOptionTest extends AddUserRun {
  private String recipientOf(String user) {
    return PasswordFile.read(file).find(user).orElseThrow().field("recipient").orElseThrow();
  }

  private List<String> recipientsIn(Path identity) {
    return KeyFile.identities(identity, new PrintWriter(err)).stream()
        .map(made -> made.recipient().toString())
        .toList();
  }

  @Test
  void aKeyPairIsMadeWhoseSecretHalfIsNotInThePasswordFile() throws IOException {
    Path identity = folder.resolve("car1.identity");

    assertThat(adduser("-u", "car1", "-p", "x", "--identity", identity.toString(), "-f", file + ""))
        .isZero();

    assertAdded("car1", "x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
        .isEqualTo("rw-------");
    assertThat(recipientsIn(identity)).containsExactly(recipientOf("car1"));
    assertThat(Files.readString(file))
        .doesNotContain("SECRET")
        .endsWith(recipientOf("car1") + "\n");
  }

  @Test
  void anIdentityIsNeverOverwritten() throws IOException {
    Path identity = Files.writeString(folder.resolve("id"), "the only key");

    assertThat(adduser("-u", "b", "-p", "x", "--identity", identity.toString(), "-f", file + ""))
        .isEqualTo(2);

    assertThat(identity).hasContent("the only key");
    assertThat(file).doesNotExist();
  }

  @Test
  void noIdentityIsMadeForAUserWhoIsThere() throws IOException {
    write("car1#" + HASH);
    Path identity = folder.resolve("id");

    assertThat(adduser("-u", "car1", "-p", "x", "--identity", identity.toString(), "-f", file + ""))
        .isEqualTo(1);

    assertThat(identity).doesNotExist();
  }

  @Test
  void anExistingUserGetsKeysAndKeepsTheRest() throws IOException {
    write("car1#" + SEED + "#" + HASH + "#quota=5G#recipient=old");
    Path identity = folder.resolve("id");

    assertThat(
            adduser("--update", "-u", "car1", "--identity", identity.toString(), "-f", file + ""))
        .as(err.toString())
        .isZero();

    assertThat(out.toString()).contains("changed the keys of car1");
    assertThat(recipientsIn(identity)).containsExactly(recipientOf("car1"));
    assertThat(Files.readString(file))
        .isEqualTo(
            "car1#" + SEED + "#" + HASH + "#quota=5G#recipient=" + recipientOf("car1") + "\n");
  }

  @Test
  void removingAndListingMakeNoKeys() throws IOException {
    write("car1#" + HASH);
    String identity = folder.resolve("id").toString();

    assertThat(adduser("--list", "--identity", identity, "-f", file + "")).isEqualTo(2);
    assertThat(adduser("--remove", "-u", "car1", "--identity", identity, "-f", file + ""))
        .isEqualTo(2);

    assertThat(folder.resolve("id")).doesNotExist();
    assertThat(PasswordFile.read(file).accounts()).hasSize(1);
  }
}
