package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.upload.UserName;
import io.nayuki.qrcodegen.QrCode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class SeedOptionsTest extends AddUserRun {
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
}
