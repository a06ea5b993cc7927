package autoupload.server.login;

import autoupload.age.Recipient;
import autoupload.credentials.Account;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credential check of a login: password, one-time code or ticket. An unknown user costs the same
 * work as a known one, unless the source asked the same before.
 */
final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

  /** When a place may have become free. */
  private static final LoginOutcome.Later NO_ROOM =
      new LoginOutcome.Later(Duration.ofSeconds(30), LoginOutcome.Reason.TOO_MANY_CONNECTIONS);

  private final AccountSource accounts;
  private final Tickets tickets;
  private final OneTimeCodes codes;
  private final PasswordCheck passwords;

  /** Checks against the accounts that {@code accounts} has at the moment of each login. */
  Authenticator(AccountSource accounts, LoginMemory memory) {
    this(accounts, memory, new PasswordCheck());
  }

  Authenticator(AccountSource accounts, LoginMemory memory, PasswordCheck passwords) {
    this.passwords = passwords;
    this.accounts = accounts;
    this.tickets = memory.tickets();
    this.codes = new OneTimeCodes(memory);
  }

  /**
   * Whether somebody logged in, from a device that calls itself {@code client}. The caller wipes
   * the secrets in {@code login}.
   *
   * @param mayEnter whether there is room for one more connection of this user: asked when all
   *     words are right, before a code is used up or a ticket given out
   * @throws IOException if this server cannot tell now, for want of a working disk
   * @throws HashingQueue.Busy if nothing could be checked, since too many want to be
   */
  LoginOutcome login(
      Frame.Login login, ClientId client, Source source, Predicate<UserName> mayEnter)
      throws IOException, HashingQueue.Busy {
    Optional<Account> account = accounts.current().find(login.user());
    return login.ticket().isEmpty()
        ? byPassword(account, login, client, source, mayEnter)
        : byTicket(account, login, client, mayEnter);
  }

  private LoginOutcome byTicket(
      Optional<Account> account, Frame.Login login, ClientId client, Predicate<UserName> mayEnter) {
    if (account.isEmpty() || !tickets.isGood(account.get(), client, login.ticket())) {
      return new LoginOutcome.Denied(LoginOutcome.Reason.TICKET_VOID);
    }
    if (!mayEnter.test(account.get().user())) {
      return NO_ROOM;
    }
    Optional<Ticket> next =
        tickets.isDue(account.get(), client, login.ticket())
            ? Optional.of(tickets.issue(account.get(), client))
            : Optional.empty();
    return new LoginOutcome.Accepted(
        new AuthenticatedUser(account.get()), LoginOutcome.Proof.TICKET, next);
  }

  private LoginOutcome byPassword(
      Optional<Account> account,
      Frame.Login login,
      ClientId client,
      Source source,
      Predicate<UserName> mayEnter)
      throws IOException, HashingQueue.Busy {
    String hash = account.map(Account::hash).orElseGet(() -> accounts.floor().decoy());
    PasswordCheck.Verdict verdict = passwords.check(source, login.user(), hash, login.password());
    Optional<OneTimeCodes.Verdict> code =
        account
            .filter(one -> one.totpSeed().isPresent())
            .map(one -> codes.judge(one, login.code()));
    if (account.isPresent() && verdict.isRight() && isGood(code)) {
      if (!mayEnter.test(account.get().user())) {
        return NO_ROOM;
      }
      if (code.isEmpty() || codes.take(account.get(), login.code())) {
        return accept(account.get(), client, code.isPresent());
      }
    }
    // All right codes count as one: a device that goes on trying an old password has another each
    // time, and whoever has them all does not guess.
    boolean rightCode = code.filter(found -> found != OneTimeCodes.Verdict.WRONG).isPresent();
    String counted = rightCode ? "right" : login.code();
    boolean first =
        passwords.refuse(verdict, source, login.user(), hash, login.password(), counted);
    return new LoginOutcome.Denied(
        first ? reason(account, verdict, code) : LoginOutcome.Reason.TRIED_BEFORE);
  }

  private static boolean isGood(Optional<OneTimeCodes.Verdict> code) {
    return code.orElse(OneTimeCodes.Verdict.GOOD) == OneTimeCodes.Verdict.GOOD;
  }

  private LoginOutcome accept(Account account, ClientId client, boolean withCode) {
    return new LoginOutcome.Accepted(
        new AuthenticatedUser(account),
        withCode ? LoginOutcome.Proof.CODE : LoginOutcome.Proof.PASSWORD,
        Optional.of(tickets.issue(account, client)));
  }

  /** Why a login is refused that is; a code that was good has been used since. */
  private static LoginOutcome.Reason reason(
      Optional<Account> account,
      PasswordCheck.Verdict password,
      Optional<OneTimeCodes.Verdict> code) {
    if (account.isEmpty()) {
      return LoginOutcome.Reason.UNKNOWN_USER;
    }
    if (!password.isRight()) {
      return LoginOutcome.Reason.WRONG_PASSWORD;
    }
    return code.filter(found -> found == OneTimeCodes.Verdict.WRONG).isPresent()
        ? LoginOutcome.Reason.WRONG_CODE
        : LoginOutcome.Reason.CODE_USED;
  }

  /** Whom the user's files are to be sealed for; empty if the line has none that is usable. */
  Optional<String> recipient(AuthenticatedUser user) {
    Optional<String> text = user.field(Account.RECIPIENT);
    try {
      return text.map(Recipient::parse).map(Recipient::toString);
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .setMessage("recipient unusable")
          .addKeyValue("user", user)
          .addKeyValue("cause", e.getMessage())
          .log();
      return Optional.empty();
    }
  }
}
