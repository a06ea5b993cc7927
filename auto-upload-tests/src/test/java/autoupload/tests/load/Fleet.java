package autoupload.tests.load;

import autoupload.credentials.PasswordHash;
import autoupload.credentials.Totp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Accounts of many devices, all with the same password.
 *
 * @param accounts each device belongs to one of them, in turns
 */
record Fleet(List<Member> accounts) {
  static final String PASSWORD = "correct horse battery";

  /** Its hash, with the least memory and time there is. */
  private static final String CHEAP =
      "$argon2id$v=19$m=8,t=1,p=1$Fd1rIfRXVuuo2dXTWS+MHg$CucZfC3jIrwU7lYweatpozbpysbFAZ2fiObQKACLuhM";

  /** Account, and the seed of its one-time codes if it needs any. */
  record Member(String user, String hash, Optional<String> seed) {
    private String line() {
      return user + seed.map(s -> "#" + s).orElse("") + "#" + hash;
    }
  }

  /** Accounts that cost next to nothing to log in to. */
  static Fleet cheap(int accounts) {
    return new Fleet(
        IntStream.range(0, accounts)
            .mapToObj(i -> new Member(user(i), CHEAP, Optional.empty()))
            .toList());
  }

  /** Accounts as {@code adduser} makes them, the first of which need one-time codes. */
  static Fleet costly(int accounts, int seeded) {
    return new Fleet(
        IntStream.range(0, accounts)
            .mapToObj(
                i ->
                    new Member(
                        user(i),
                        PasswordHash.create(PASSWORD.toCharArray()),
                        i < seeded ? Optional.of(Totp.newSeed()) : Optional.empty()))
            .toList());
  }

  private static String user(int account) {
    return "fleet-" + account;
  }

  /** Whose device that is. */
  Member of(int device) {
    return accounts.get(device % accounts.size());
  }

  /** Makes these the accounts of a password file that exists. */
  void writeTo(Path passwordFile) throws IOException {
    Files.write(passwordFile, accounts.stream().map(Member::line).toList());
  }
}
