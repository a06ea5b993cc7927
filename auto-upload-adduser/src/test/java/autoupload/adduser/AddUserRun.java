package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.cli.CommandMain;
import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Base class of tests that run the command on a password file in a folder of its own and look at
 * its output.
 */
abstract class AddUserRun {
  static final String HASH =
      "$argon2id$v=19$m=102400,t=2,p=8$EzLx2PAzeyAyfruUO8kVvw$wpFvzBwebsmbj74bemEsaQ";
  static final String SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  @TempDir Path folder;
  Path file;
  StringWriter out;
  StringWriter err;

  @BeforeEach
  void setUp() {
    file = folder.resolve("password.autoupload");
  }

  int adduser(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandMain.run(
        AddUserCommand.class,
        new AddUserCommand(),
        args,
        new PrintWriter(out),
        new PrintWriter(err));
  }

  void assertAdded(String user, String password) {
    assertThat(err.toString()).isEmpty();
    assertThat(out).hasToString("added " + user + " to " + file + "\n");
    assertThat(hasPassword(user, password)).isTrue();
  }

  boolean hasPassword(String user, String password) {
    Account account = PasswordFile.read(file).find(user).orElseThrow();
    return PasswordHash.verify(account.hash(), password.toCharArray());
  }

  void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
