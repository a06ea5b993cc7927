package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.Quota;
import autoupload.operator.OperatorError;
import autoupload.server.log.Limit;
import autoupload.server.reload.FileChanges;
import autoupload.server.reload.Reloadable;
import autoupload.upload.UserName;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts of a password file, reloaded when the file changed and was then left alone for a moment,
 * so that a user who was added or removed is known at the next login. When the file cannot be read,
 * or has no usable line and does not say that it is to have none, the last good accounts stay.
 */
public final class AccountSource {
  private static final Logger LOG = LoggerFactory.getLogger(AccountSource.class);

  /** A refusal that leaves later than this leaves little of the time for a login. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  /** A file that never rests must not keep everybody out. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private record Accounts(PasswordFile file, AnswerFloor floor) {}

  private final Reloadable<Accounts> accounts;

  private AccountSource(Path path, FileChanges changes) {
    accounts =
        new Reloadable<>(
            changes,
            () -> readFirst(path),
            () -> readAgain(path),
            "password file unusable, the last good one counts");
  }

  /**
   * Reads the file for the first time.
   *
   * @throws OperatorError if it cannot be read
   */
  public static AccountSource open(Path path) {
    return open(path, new FileChanges(path));
  }

  static AccountSource open(Path path, FileChanges changes) {
    return new AccountSource(path, changes);
  }

  /**
   * The accounts as they are now. While somebody is at work on the file this waits, for a few
   * seconds at most, so that who was just added comes in, and who was just removed does not.
   */
  public PasswordFile current() {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    refresh(false);
    while (accounts.isChanging() && System.nanoTime() < end) {
      try {
        Thread.sleep(LOOK_AGAIN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      refresh(false);
    }
    return accounts.current().file();
  }

  /**
   * Reads the file again if it changed and was left alone since.
   *
   * @param always reads it in any case
   */
  public void refresh(boolean always) {
    if (accounts.refresh(always)) {
      LOG.atInfo()
          .setMessage("password file read again")
          .addMarker(Limit.NONE)
          .addKeyValue("users", accounts.current().file().accounts().size())
          .log();
    }
  }

  /** Whether who logged in would still be let in with the same password. */
  public boolean stillHas(AuthenticatedUser user) {
    return accounts.current().file().find(user.name().value()).filter(user::isOf).isPresent();
  }

  /** How much a user may store, as the file says now. */
  public Quota quota(UserName user) {
    return accounts.current().file().find(user.value()).map(Account::quota).orElse(Quota.NONE);
  }

  /** When refusals leave, given what the lines cost to check. */
  AnswerFloor floor() {
    return accounts.current().floor();
  }

  private static Accounts readFirst(Path path) {
    PasswordFile file = PasswordFile.read(path);
    if (isEmptyByMistake(file)) {
      LOG.atWarn()
          .setMessage("nobody can log in")
          .addKeyValue("file", path)
          .addKeyValue("cause", "it has no usable line: add a user with adduser")
          .log();
    }
    return measured(path, file);
  }

  /** An editor, a full disk or a script that failed empties a file; nobody means it so. */
  private static Accounts readAgain(Path path) {
    PasswordFile file = PasswordFile.read(path);
    if (isEmptyByMistake(file)) {
      String first =
          file.problems().stream()
              .findFirst()
              .map(problem -> " (line " + problem.line() + ": " + problem.reason() + ")")
              .orElse("");
      throw OperatorError.usage(
          "it has no usable line"
              + first
              + "; if nobody is to log in, write the line "
              + PasswordFile.NO_USERS);
    }
    return measured(path, file);
  }

  private static boolean isEmptyByMistake(PasswordFile file) {
    return file.accounts().isEmpty() && !file.saysNoUsers();
  }

  private static Accounts measured(Path path, PasswordFile file) {
    warnOf(path, file);
    AnswerFloor floor = AnswerFloor.measure(file);
    LOG.atInfo()
        .setMessage("a refused login is answered after a fixed time")
        .addMarker(Limit.NONE)
        .addKeyValue("millis", floor.length().toMillis())
        .log();
    if (floor.length().compareTo(SLOW) > 0) {
      LOG.atWarn()
          .setMessage("a password takes long to check on this machine")
          .addKeyValue("do", "give every user a new hash with adduser --update")
          .log();
    }
    return new Accounts(file, floor);
  }

  private static void warnOf(Path path, PasswordFile file) {
    file.problems()
        .forEach(
            problem ->
                LOG.atWarn()
                    .setMessage("a line of the password file is disabled")
                    .addMarker(Limit.NONE)
                    .addKeyValue("file", path)
                    .addKeyValue("line", problem.line())
                    .addKeyValue("cause", problem.reason())
                    .log());
  }
}
