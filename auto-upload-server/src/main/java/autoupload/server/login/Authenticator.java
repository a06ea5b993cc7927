package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.wire.Frame;
import java.util.Optional;

/**
 * Says whose password it is. An unknown user costs the same work as a known one, unless the source
 * asked the same before.
 */
final class Authenticator {
  private final AccountSource accounts;
  private final PasswordCheck passwords = new PasswordCheck();

  /** Checks against the accounts that {@code accounts} has at the moment of each login. */
  Authenticator(AccountSource accounts) {
    this.accounts = accounts;
  }

  /**
   * Whether somebody logged in. The caller wipes the secrets in {@code login}.
   *
   * @throws HashingQueue.Busy if nothing could be checked, since too many want to be
   */
  LoginOutcome login(Frame.Login login, Source source) throws HashingQueue.Busy {
    Optional<Account> account = accounts.current().find(login.user());
    String hash = account.map(Account::hash).orElseGet(() -> accounts.floor().decoy());
    PasswordCheck.Verdict verdict = passwords.check(source, login.user(), hash, login.password());
    if (verdict == PasswordCheck.Verdict.WRONG_AGAIN) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.SAME_WRONG_PASSWORD);
    }
    if (account.isEmpty()) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.UNKNOWN_USER);
    }
    if (verdict != PasswordCheck.Verdict.RIGHT) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.WRONG_PASSWORD);
    }
    // A line with a one-time code's seed needs that code too, which this server cannot check yet.
    return account.get().totpSeed().isPresent()
        ? new LoginOutcome.Denied(LoginOutcome.Reason.WRONG_CODE)
        : new LoginOutcome.Accepted(new AuthenticatedUser(account.get()));
  }
}
