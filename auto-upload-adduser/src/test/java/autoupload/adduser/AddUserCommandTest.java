package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.KeyFile;
import autoupload.cli.CommandMain;
import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import autoupload.upload.UserName;
import io.nayuki.qrcodegen.QrCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddUserCommandTest {
  private static final String HASH =
      "$argon2id$v=19$m=102400,t=2,p=8$EzLx2PAzeyAyfruUO8kVvw$wpFvzBwebsmbj74bemEsaQ";
  private static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  @TempDir private Path folder;
  private Path file;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void setUp() {
    file = folder.resolve("password.autoupload");
  }

  private int adduser(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandMain.run(
        AddUserCommand.class,
        new AddUserCommand(),
        args,
        new PrintWriter(out),
        new PrintWriter(err));
  }

  private void assertAdded(String user, String password) {
    assertThat(err.toString()).isEmpty();
    assertThat(out).hasToString("added " + user + " to " + file + "\n");
    assertThat(hasPassword(user, password)).isTrue();
  }

  private boolean hasPassword(String user, String password) {
    Account account = PasswordFile.read(file).find(user).orElseThrow();
    return PasswordHash.verify(account.hash(), password.toCharArray());
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

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
    assertThat(err.toString()).contains("user name");
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

  private String seedOf(String user) {
    return PasswordFile.read(file).find(user).flatMap(Account::totpSeed).orElse("none");
  }

  @Test
  void totpMakesASeedForANewUserAndPrintsIt() {
    assertThat(adduser("-u", "a b", "-p", "x", "--totp", "-f", file.toString())).isZero();

    assertThat(err.toString()).isEmpty();
    String seed = seedOf("a b");
    assertThat(seed).matches("[A-Z2-7]{32}");
    assertThat(out.toString().lines())
        .hasSize(4)
        .startsWith(
            "added a b to " + file,
            "seed: " + seed,
            "uri: otpauth://totp/Auto%20Upload:a%20b?secret=" + seed + "&issuer=Auto%20Upload");
    assertThat(hasPassword("a b", "x")).isTrue();
  }

  @Test
  void totpGivesAnExistingUserAnotherSeedAndLeavesTheRest() throws IOException {
    write("# ours", "a#" + SEED + "#" + HASH + "#quota=50G", "b#" + HASH);

    assertThat(adduser("--update", "--totp", "-u", "a", "-f", file.toString())).isZero();
    String seed = seedOf("a");
    assertThat(seed).isNotEqualTo(SEED).matches("[A-Z2-7]{32}");
    assertThat(out.toString())
        .startsWith("changed the one-time codes of a in " + file + "\nseed: " + seed);
    assertThat(adduser("--update", "--totp", "-u", "b", "-p", "new", "-f", file.toString()))
        .isZero();
    assertThat(out.toString()).startsWith("changed the password and the one-time codes of b");
    assertThat(hasPassword("b", "new")).isTrue();
    assertThat(Files.readAllLines(file))
        .startsWith("# ours", "a#" + seed + "#" + HASH + "#quota=50G")
        .hasSize(3);
  }

  @Test
  void noTotpTakesTheSeedAway() throws IOException {
    write("a#" + SEED + "#" + HASH + "#quota=50G");

    assertThat(adduser("--update", "--no-totp", "-u", "a", "-f", file.toString())).isZero();

    assertThat(out).hasToString("changed the one-time codes of a in " + file + "\n");
    assertThat(file).hasContent("a#" + HASH + "#quota=50G\n");
  }

  @Test
  void theQrCodeIsDrawnWhereThereIsNoTerminalOnlyIfAsked() {
    assertThat(adduser("-u", "a", "-p", "x", "--totp", "--qr", "-f", file.toString())).isZero();

    assertThat(out.toString())
        .contains(
            TerminalQrCode.draw(
                QrCode.encodeText(TotpNotice.uri(new UserName("a"), seedOf("a")), QrCode.Ecc.LOW),
                false));
  }

  @Test
  void refusesOptionsForCodesThatMakeNoSense() throws IOException {
    write("a#" + HASH);
    String path = file.toString();

    assertThat(adduser("--update", "--totp", "--no-totp", "-u", "a", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("not both");
    assertThat(adduser("--no-totp", "-u", "b", "-p", "x", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("--no-totp goes with --update");
    assertThat(adduser("--list", "--totp", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("--totp goes with adding");
    assertThat(adduser("-u", "b", "-p", "x", "--qr", "-f", path)).isEqualTo(2);
    assertThat(err.toString()).contains("--qr goes with --totp");
    assertThat(adduser("--update", "--totp", "-u", "nobody", "-f", path)).isEqualTo(1);
    assertThat(file).hasContent("a#" + HASH + "\n");
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
            List.of("-u", ".b", "-p", "geheim", "--verbose"))) {
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

  private String quota(String user) {
    Account account = PasswordFile.read(file).find(user).orElseThrow();
    return account.quota().map(Object::toString).orElse("none");
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
  void aQuotaThatIsNoneChangesNothing() throws IOException {
    write("a#" + HASH);
    for (String wrong : new String[] {"50GB", "-1", "lots", ""}) {
      assertThat(adduser("--update", "-u", "a", "--quota=" + wrong, "-f", file + "")).isEqualTo(2);
      assertThat(err.toString()).contains("--quota", "'" + wrong + "'");
    }
    assertThat(adduser("--remove", "-u", "a", "--quota", "1G", "-f", file + "")).isEqualTo(2);
    assertThat(err.toString()).contains("--quota goes with adding a user or with --update");
    assertThat(file).hasContent("a#" + HASH + "\n");
  }
}
