package autoupload.server.login;

import autoupload.age.Recipient;
import autoupload.credentials.Account;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who logs in. An unknown user costs the same work as a known one, unless the source asked the
 * same before.
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
   *     words are right, before a code is used up or a ticket given out; perhaps twice
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
    boolean right =
        verdict == PasswordCheck.Verdict.RIGHT || verdict == PasswordCheck.Verdict.KNOWN_RIGHT;
    LoginOutcome.Reason reason;
    if (account.isEmpty()) {
      reason = LoginOutcome.Reason.UNKNOWN_USER;
    } else if (!right) {
      reason = LoginOutcome.Reason.WRONG_PASSWORD;
    } else {
      BooleanSupplier hasRoom = () -> mayEnter.test(account.get().user());
      boolean seeded = account.get().totpSeed().isPresent();
      OneTimeCodes.Verdict code = OneTimeCodes.Verdict.GOOD;
      if (seeded) {
        code = codes.take(account.get(), login.code(), hasRoom);
      } else if (!hasRoom.getAsBoolean()) {
        code = OneTimeCodes.Verdict.NO_ROOM;
      }
      if (code == OneTimeCodes.Verdict.NO_ROOM) {
        return NO_ROOM;
      }
      if (code == OneTimeCodes.Verdict.GOOD) {
        return accept(
            account.get(), client, seeded ? LoginOutcome.Proof.CODE : LoginOutcome.Proof.PASSWORD);
      }
      reason =
          code == OneTimeCodes.Verdict.USED
              ? LoginOutcome.Reason.CODE_USED
              : LoginOutcome.Reason.WRONG_CODE;
    }
    boolean first =
        passwords.refuse(
            verdict, source, login.user(), hash, login.password(), codeOf(account, login));
    return new LoginOutcome.Denied(first ? reason : LoginOutcome.Reason.TRIED_BEFORE);
  }

  private LoginOutcome accept(Account account, ClientId client, LoginOutcome.Proof proof) {
    return new LoginOutcome.Accepted(
        new AuthenticatedUser(account), proof, Optional.of(tickets.issue(account, client)));
  }

  /**
   * All right codes count as one: a device that goes on trying an old password has another each
   * time, and whoever has them all does not guess.
   */
  private String codeOf(Optional<Account> account, Frame.Login login) {
    boolean right = account.filter(one -> codes.isRight(one, login.code())).isPresent();
    return right ? "right" : login.code();
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
