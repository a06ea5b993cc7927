package autoupload.tests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user the test servers know. */
public record Account(String user, String password) {
  public static final Account ALICE = new Account("alice", "correct horse battery");
  public static final Account BOB = new Account("bob", "staple");
  public static final Account CAROL = new Account("carol", "pässwörd mit ümläuten");

  private static byte[] passwordFile = {};

  /**
   * Writes the password file of all three. It is made by adduser, once for all tests: a hash is
   * slow on purpose.
   */
  static void writePasswordFile(Site site, Path file) throws IOException {
    if (passwordFile.length == 0) {
      for (Account account : new Account[] {ALICE, BOB, CAROL}) {
        site.jar("adduser")
            .with("-u", account.user, "-p", account.password, "-f", file.toString())
            .runOrFail();
      }
      passwordFile = Files.readAllBytes(file);
    } else {
      Secrets.write(file, passwordFile);
    }
  }
}
