package autoupload.server.login;

import autoupload.age.Recipient;
import autoupload.credentials.Account;
import autoupload.server.limits.Busy;
import autoupload.server.login.AcceptedLogin.LoginMethod;
import autoupload.server.login.RefusedLogin.RefusalReason;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login service of all connections: password, one-time code or ticket. Every wrong login gets the
 * same answer after the same time, whether there is such a user or not; guessing is slow; and the
 * cost of a login is bounded. An unknown user costs the same work as a known one, unless the source
 * asked the same before. Safe for use by many threads.
 */
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

  /** Login whose credentials are right, and of which nothing is kept yet. */
  public final class Verified {
    private final UserName user;
    private final long asked;
    private final Completion completion;

    private Verified(UserName user, long asked, Completion completion) {
      this.user = user;
      this.asked = asked;
      this.completion = completion;
    }

    /** Whose login it is. */
    public UserName user() {
      return user;
    }

    /**
     * Uses up the one-time code, and issues the next ticket.
     *
     * @throws RefusedLogin if somebody was quicker with the same code, when that answer is due
     * @throws IOException if it cannot be remembered that the code is used: nobody gets in
     */
    public AcceptedLogin complete() throws RefusedLogin, IOException {
      try {
        return completion.complete();
      } catch (RefusedLogin e) {
        throw whenDue(e, asked);
      }
    }
  }

  private interface Completion {
    AcceptedLogin complete() throws RefusedLogin, IOException;
  }

  private final AccountSource accounts;
  private final Tickets tickets;
  private final OneTimeCodes codes;
  private final PasswordCheck passwords;
  private final LoginThrottle throttle;
  private final LongConsumer untilDue;

  /**
   * For the users that {@code accounts} has at the moment of each login.
   *
   * @param memory what earlier logins left behind
   */
  public Authenticator(AccountSource accounts, LoginMemory memory) {
    this(accounts, memory, new PasswordCheck(), asked -> accounts.floor().await(asked));
  }

  /**
   * @param untilDue returns when a refusal is due of a login that was asked for then, of {@link
   *     System#nanoTime}
   */
  Authenticator(
      AccountSource accounts, LoginMemory memory, PasswordCheck passwords, LongConsumer untilDue) {
    this.untilDue = untilDue;
    this.accounts = accounts;
    this.tickets = memory.tickets();
    this.codes = new OneTimeCodes(memory);
    this.passwords = passwords;
    this.throttle = new LoginThrottle(memory.knownSources(), memory.clock(), System::nanoTime);
  }

  /**
   * Checks the credentials in {@code login}, which the caller wipes after {@link
   * Verified#complete}.
   *
   * @param client which device it says it is
   * @param from the client's address
   * @throws RefusedLogin if nobody gets in with them, when that answer is due: after seconds at the
   *     most
   */
  public Verified verify(Frame.Login login, ClientId client, InetAddress from) throws RefusedLogin {
    long asked = System.nanoTime();
    try {
      return login.ticket().isEmpty()
          ? verifyPassword(login, client, Source.of(from), asked)
          : verifyTicket(login, client, asked);
    } catch (RefusedLogin e) {
      throw whenDue(e, asked);
    }
  }

  private RefusedLogin whenDue(RefusedLogin refused, long asked) {
    if (refused.isDenied()) {
      untilDue.accept(asked);
    }
    return refused;
  }

  /** Not slowed down: nobody guesses 256 bits, and it costs no hash. */
  private Verified verifyTicket(Frame.Login login, ClientId client, long asked)
      throws RefusedLogin {
    Account account =
        accounts
            .current()
            .find(login.user())
            .filter(found -> tickets.isGood(found, client, login.ticket()))
            .orElseThrow(() -> RefusedLogin.denied(RefusalReason.TICKET_VOID));
    return new Verified(
        account.user(),
        asked,
        () ->
            new AcceptedLogin(
                new AuthenticatedUser(account),
                LoginMethod.TICKET,
                tickets.isDue(account, client, login.ticket())
                    ? Optional.of(tickets.issue(account, client))
                    : Optional.empty()));
  }

  private Verified verifyPassword(Frame.Login login, ClientId client, Source source, long asked)
      throws RefusedLogin {
    try (LoginThrottle.Attempt attempt = throttle.begin(source, login.user())) {
      if (!attempt.delay().isZero()) {
        throw RefusedLogin.later(RefusalReason.GUESSED_TOO_OFTEN, attempt.delay());
      }
      return new PasswordLogin(login, client, source, attempt).verify(asked);
    } catch (Busy e) {
      throw RefusedLogin.later(RefusalReason.BUSY, e.retryAfter());
    }
  }

  /** One login with a password, whose credentials were checked. */
  private final class PasswordLogin {
    private final ClientId client;
    private final LoginThrottle.Attempt attempt;
    private final Optional<Account> account;
    private final PasswordAttempt given;
    private final String givenCode;
    private final PasswordCheck.PasswordVerdict password;

    /** Empty if the account needs none. */
    private final Optional<OneTimeCodes.CodeVerdict> code;

    PasswordLogin(Frame.Login login, ClientId client, Source source, LoginThrottle.Attempt attempt)
        throws Busy {
      this.client = client;
      this.attempt = attempt;
      account = accounts.current().find(login.user());
      String hash = account.map(Account::hash).orElseGet(() -> accounts.floor().decoy());
      given = new PasswordAttempt(source, login.user(), hash, login.password());
      givenCode = login.code();
      password = passwords.check(given);
      code =
          account.filter(one -> one.totpSeed().isPresent()).map(one -> codes.judge(one, givenCode));
    }

    Verified verify(long asked) throws RefusedLogin, Busy {
      boolean goodCode =
          code.orElse(OneTimeCodes.CodeVerdict.GOOD) == OneTimeCodes.CodeVerdict.GOOD;
      if (account.isEmpty() || !password.isRight() || !goodCode) {
        throw refusal();
      }
      return new Verified(account.get().user(), asked, this::complete);
    }

    private AcceptedLogin complete() throws RefusedLogin, IOException {
      Account known = account.orElseThrow();
      if (code.isPresent() && !codes.take(known, givenCode)) {
        try {
          throw refusal();
        } catch (Busy e) {
          throw RefusedLogin.later(RefusalReason.BUSY, e.retryAfter());
        }
      }
      AcceptedLogin accepted =
          new AcceptedLogin(
              new AuthenticatedUser(known),
              code.isPresent() ? LoginMethod.CODE : LoginMethod.PASSWORD,
              Optional.of(tickets.issue(known, client)));
      attempt.succeeded();
      return accepted;
    }

    /**
     * All right codes count as one: a device that goes on trying an old password has another each
     * time, and whoever has them all does not guess.
     */
    private RefusedLogin refusal() throws Busy {
      boolean rightCode = code.filter(found -> found != OneTimeCodes.CodeVerdict.WRONG).isPresent();
      String counted = rightCode ? "right" : givenCode;
      boolean first = passwords.refuse(password, given, counted);
      RefusalReason reason = first ? reason() : RefusalReason.TRIED_BEFORE;
      if (reason.isGuess()) {
        attempt.failed();
      }
      return RefusedLogin.denied(reason);
    }

    /** A code that was good has been used since. */
    private RefusalReason reason() {
      if (account.isEmpty()) {
        return RefusalReason.UNKNOWN_USER;
      }
      if (!password.isRight()) {
        return RefusalReason.WRONG_PASSWORD;
      }
      return code.filter(found -> found == OneTimeCodes.CodeVerdict.WRONG).isPresent()
          ? RefusalReason.WRONG_CODE
          : RefusalReason.CODE_USED;
    }
  }

  /** Whom the user's files are to be sealed for; empty if the line has none that is usable. */
  public Optional<String> recipient(AuthenticatedUser user) {
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
