package autoupload.server.login;

import autoupload.age.Recipient;
import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may come in. An unknown user costs the same work as a known one, and at most one
 * password per core is hashed at a time, because each takes tens of megabytes.
 */
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

  private final AccountSource accounts;
  private final Tickets tickets;
  private final OneTimeCodes codes;
  private final Semaphore hashing = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  /** Checks against the accounts that {@code accounts} has at the moment of each login. */
  public Authenticator(AccountSource accounts, LoginMemory memory) {
    this.accounts = accounts;
    this.tickets = memory.tickets();
    this.codes = new OneTimeCodes(memory);
  }

  /**
   * Whether somebody logged in, from a device that calls itself {@code client}. The caller wipes
   * the secrets in {@code login}.
   *
   * @throws IOException if this server cannot tell now, for want of a working disk
   */
  public LoginOutcome login(Frame.Login login, ClientId client) throws IOException {
    PasswordFile file = accounts.current();
    Optional<Account> account = file.find(login.user());
    return login.ticket().isEmpty()
        ? byPassword(account, login, client)
        : byTicket(account, login, client);
  }

  private LoginOutcome byTicket(Optional<Account> account, Frame.Login login, ClientId client) {
    if (account.isEmpty() || !tickets.isGood(account.get(), client, login.ticket())) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.TICKET_VOID);
    }
    Optional<Ticket> next =
        tickets.isDue(account.get(), client, login.ticket())
            ? Optional.of(tickets.issue(account.get(), client))
            : Optional.empty();
    return new LoginOutcome.Accepted(
        new AuthenticatedUser(account.get()), LoginOutcome.Proof.TICKET, next);
  }

  private LoginOutcome byPassword(Optional<Account> account, Frame.Login login, ClientId client)
      throws IOException {
    String hash = account.map(Account::hash).orElseGet(accounts::decoy);
    boolean right = verify(hash, login);
    if (!right || account.isEmpty()) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.WRONG);
    }
    boolean seeded = account.get().totpSeed().isPresent();
    OneTimeCodes.Verdict code =
        seeded ? codes.take(account.get(), login.code()) : OneTimeCodes.Verdict.GOOD;
    if (code != OneTimeCodes.Verdict.GOOD) {
      return new LoginOutcome.Denied(
          code == OneTimeCodes.Verdict.USED
              ? LoginOutcome.Reason.CODE_USED
              : LoginOutcome.Reason.WRONG);
    }
    return new LoginOutcome.Accepted(
        new AuthenticatedUser(account.get()),
        seeded ? LoginOutcome.Proof.CODE : LoginOutcome.Proof.PASSWORD,
        Optional.of(tickets.issue(account.get(), client)));
  }

  /** Whom the user's files are to be sealed for; empty if the line has none that is usable. */
  public Optional<String> recipient(AuthenticatedUser user) {
    Optional<String> text =
        accounts.current().find(user.name().value()).flatMap(a -> a.field(Account.RECIPIENT));
    try {
      return text.map(Recipient::parse).map(Recipient::toString);
    } catch (IllegalArgumentException e) {
      LOG.warn("recipient unusable user={} reason={}", user, e.getMessage());
      return Optional.empty();
    }
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
