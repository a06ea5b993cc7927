package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import autoupload.wire.Frame;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Decides who may come in. An unknown user costs the same work as a known one, and at most one
 * password per core is hashed at a time, because each takes tens of megabytes.
 */
public final class Authenticator {
  private final AccountSource accounts;
  private final Semaphore hashing = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  /** Checks against the accounts that {@code accounts} has at the moment of each login. */
  public Authenticator(AccountSource accounts) {
    this.accounts = accounts;
  }

  /** Who logged in; empty if nobody did, for whatever reason. The caller wipes the password. */
  public Optional<AuthenticatedUser> login(Frame.Login login) {
    PasswordFile file = accounts.current();
    Optional<Account> account = file.find(login.user());
    // A line with a one-time code's seed needs that code too, which this server cannot check yet.
    boolean possible = account.isPresent() && account.get().totpSeed().isEmpty();
    String hash = account.map(Account::hash).orElseGet(accounts::decoy);
    boolean right = verify(hash, login);
    return right && possible ? Optional.of(new AuthenticatedUser(account.get())) : Optional.empty();
  }

  private boolean verify(String hash, Frame.Login login) {
    char[] password = login.password().toText();
    hashing.acquireUninterruptibly();
    try {
      return PasswordHash.verify(hash, password);
    } finally {
      hashing.release();
      Arrays.fill(password, '\0');
    }
  }
}
