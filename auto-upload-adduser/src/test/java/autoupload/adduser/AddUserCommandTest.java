package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.credentials.PasswordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddUserCommandTest extends AddUserRun {
  @Test
  void theOriginalsCommandLinesWork() {
    assertThat(adduser("-u", "usertest", "-p", "mypassword", "-f", file.toString())).isZero();
    assertAdded("usertest", "mypassword");

    assertThat(adduser("--username", "b", "--password", "two words", "--filename", file.toString()))
        .isZero();
    assertAdded("b", "two words");

    assertThat(adduser("--username=c", "--password=-x=", "--filename=" + file)).isZero();
    assertAdded("c", "-x=");

    assertThat(PasswordFile.read(file).accounts()).hasSize(3);
  }

  @Test
  void takesThePasswordFromAFile() throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "from file\r\nnot this\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

    assertThat(adduser("-u", "a", "--password-file", secret.toString(), "-f", file.toString()))
        .isZero();
    assertAdded("a", "from file");
  }

  @Test
  void refusesATakenNameAndNamesTheWayToChangeIt() throws IOException {
    write("a#" + HASH);

    assertThat(adduser("-u", "a", "-p", "x", "-f", file.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("a is in " + file + " already", "--update");
    assertThat(file).hasContent("a#" + HASH + "\n");
  }

  @Test
  void refusesANameThatABrokenLineHolds() throws IOException {
    write("a#broken");

    assertThat(adduser("-u", "a", "-p", "x", "-f", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("the line of a in " + file + " is broken", "--remove");
    assertThat(adduser("--update", "-u", "a", "-p", "x", "-f", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("broken");
    assertThat(file).hasContent("a#broken\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a#b",
        "a/b",
        ".a",
        ".auto-upload",
        "a\nb",
        "a\u0007",
        " a",
        "a ",
        "caf\uFFFD",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void refusesNamesThatWouldHarm(String name) {
    assertThat(adduser("-u", name, "-p", "x", "-f", file.toString())).isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains(name.isEmpty() ? "-u (--username) is empty" : "user name");
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesPasswordsThatWouldNotWork() {
    for (String password : List.of("", "a\nb", "x".repeat(1025))) {
      assertThat(adduser("-u", "a", "-p", password, "-f", file.toString())).isEqualTo(2);
      assertThat(err.toString()).startsWith("adduser: ").contains("password");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void updateChangesThePasswordAndNothingElse() throws IOException {
    write("# ours", "a#" + SEED + "#" + HASH + "#quota=50G", "b#" + HASH);

    assertThat(adduser("--update", "-u", "a", "-p", "new", "-f", file.toString())).isZero();

    assertThat(out).hasToString("changed the password of a in " + file + "\n");
    assertThat(hasPassword("a", "new")).isTrue();
    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .startsWith("# ours")
        .endsWith("b#" + HASH)
        .element(1)
        .asString()
        .startsWith("a#" + SEED + "#$argon2id$v=19$m=65536,t=3,p=1$")
        .endsWith("#quota=50G");
  }

  @Test
  void removeTakesTheUsersLineAndNoOther() throws IOException {
    write("# a", "a#" + HASH, "ab#" + HASH, "a#" + HASH);

    assertThat(adduser("--remove", "-u", "a", "-f", file.toString())).isZero();

    assertThat(out).hasToString("removed a from " + file + "\n");
    assertThat(Files.readAllLines(file)).containsExactly("# a", "ab#" + HASH);
  }

  @Test
  void listPrintsTheNamesInTheOrderOfTheFile() throws IOException {
    write("# x", "zoë#" + HASH, "a#" + SEED + "#" + HASH, "broken", "b#" + HASH);

    assertThat(adduser("--list", "-f", file.toString())).isZero();

    assertThat(out).hasToString("zoë\na\nb\n");
    assertThat(err)
        .hasToString(
            "warning: line 4 of "
                + file
                + " does not count: there is no '#' between user and hash\n");
  }

  @Test
  void saysWhenThereIsNoSuchUser() throws IOException {
    write("a#" + HASH);

    assertThat(adduser("--update", "-u", "b", "-p", "x", "-f", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no b in " + file);
    assertThat(adduser("--remove", "-u", "b", "-f", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no b in " + file);
  }

  @Test
  void onlyAddingMakesAFile() {
    assertThat(adduser("--update", "-u", "b", "-p", "x", "-f", file.toString())).isEqualTo(2);
    assertThat(adduser("--remove", "-u", "b", "-f", file.toString())).isEqualTo(2);
    assertThat(adduser("--list", "-f", file.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("does not exist");
    assertThat(file).doesNotExist();
  }

  @Test
  void warnsOfAFileThatEverybodyCanRead() throws IOException {
    write("a#" + HASH);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(adduser("--remove", "-u", "a", "-f", file.toString())).isZero();

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("warning: every user of this machine can read " + file);
  }

  @Test
  void saysWhatIsMissingOrTooMuch() throws IOException {
    write("a#" + HASH);
    String path = file.toString();

    assertThat(adduser("-u", "b", "-p", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--filename");
    assertThat(adduser("-p", "x", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("give -u USER");
    assertThat(adduser("--remove", "--list", "-u", "a", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive");
    assertThat(adduser("--remove", "-u", "a", "-p", "x", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("--remove needs no password");
    assertThat(adduser("--list", "-u", "a", "--password-file", "-", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("--list needs no password");
    assertThat(adduser("-u", "b", "-p", "x", "--password-file", "-", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("not both");
    assertThat(file).hasContent("a#" + HASH + "\n");
  }

  @Test
  void noPasswordAppearsInAnyOutput() throws IOException {
    write("a#" + HASH);
    for (List<String> args :
        List.of(
            List.of("-u", "a", "-p", "geheim"),
            List.of("-u", "b", "-p", "geheim", "geheim"),
            List.of("-u", "b", "-pgeheim", "--no-such=geheim"),
            List.of("-u", ".b", "-p", "geheim", "--debug"))) {
      List<String> all = new ArrayList<>(args);
      all.addAll(List.of("-f", file.toString()));

      assertThat(adduser(all.toArray(String[]::new))).isNotZero();
      assertThat(out.toString() + err).doesNotContain("geheim");
    }
  }

  @Test
  void helpExplainsOptionsExitCodesAndExamples() {
    assertThat(adduser("--help")).isZero();

    assertThat(out.toString())
        .contains("--username", "--password-file", "--update", "--remove", "--list")
        .contains("Exit codes:", "74", "Examples:")
        .doesNotContain("null");
  }
}
