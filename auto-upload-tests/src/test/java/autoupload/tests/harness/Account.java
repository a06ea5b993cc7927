package autoupload.tests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** User account of the test servers. */
public record Account(String user, String password) {
  public static final Account ALICE = new Account("alice", "correct horse battery");
  public static final Account BOB = new Account("bob", "staple");
  public static final Account CAROL = new Account("carol", "pässwörd mit ümläuten");

  /** Their passwords, hashed with the least memory and time there is. */
  private static final String CHEAP =
      """
      alice#$argon2id$v=19$m=8,t=1,p=1$Fd1rIfRXVuuo2dXTWS+MHg$CucZfC3jIrwU7lYweatpozbpysbFAZ2fiObQKACLuhM
      bob#$argon2id$v=19$m=8,t=1,p=1$PUEe4GRbNToaw7/GrS8vvg$mq/83NAKWV4LdbrbzGvP4/nZsBDtKXak4E2n9cjweB4
      carol#$argon2id$v=19$m=8,t=1,p=1$PNt8CkKxfnTJhlps+kmgFQ$4Hurb4ECxatYB3xhbd8Z/Actb3ZFwAPR3GZ2R35xJ/Y
      """;

  /**
   * Writes the password file of all three. A hash as adduser makes it is slow on purpose, and
   * hundreds of servers and logins would spend most of their time on it.
   */
  static void writePasswordFile(Path file) throws IOException {
    Secrets.write(file, CHEAP.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, as adduser makes it. */
  static void makePasswordFile(Site site, Path file) throws IOException {
    Files.delete(file);
    for (Account account : new Account[] {ALICE, BOB, CAROL}) {
      site.jar("adduser")
          .with("-u", account.user, "-p", account.password, "-f", file.toString())
          .runOrFail();
    }
  }
}
