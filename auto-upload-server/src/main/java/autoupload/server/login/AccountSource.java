package autoupload.server.login;

import autoupload.cli.OperatorError;
import autoupload.credentials.PasswordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of a password file, read again when the file changed, so that a user who was added
 * or removed is known at the next login. A file that cannot be read keeps the last good one.
 */
public final class AccountSource {
  private static final Logger LOG = LoggerFactory.getLogger(AccountSource.class);

  /** A refusal that leaves later than this leaves little of the time for a login. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  private record Version(FileTime modified, long size, String key) {}

  private final Path path;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Version> version;
  private PasswordFile current;
  private volatile AnswerFloor floor;
  private String complaint = "";

  private AccountSource(Path path, Optional<Version> version, PasswordFile current) {
    this.path = path;
    this.version = version;
    this.current = current;
    this.floor = AnswerFloor.measure(current);
    sayFloor();
  }

  /**
   * Reads the file for the first time.
   *
   * @throws OperatorError if it cannot be read
   */
  public static AccountSource open(Path path) {
    Optional<Version> version = versionOf(path);
    PasswordFile file = PasswordFile.read(path);
    warnOf(path, file);
    return new AccountSource(path, version, file);
  }

  /** The accounts as they are now. */
  public PasswordFile current() {
    lock.lock();
    try {
      Optional<Version> now = versionOf(path);
      if (!now.equals(version)) {
        reload(now);
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** When refusals leave, given what the lines cost to check. */
  AnswerFloor floor() {
    return floor;
  }

  private void sayFloor() {
    LOG.info("logins are refused after millis={}", floor.length().toMillis());
    if (floor.length().compareTo(SLOW) > 0) {
      LOG.warn(
          "a password takes long to check on this machine: give every user a new hash with"
              + " adduser --update");
    }
  }

  /** Tries again at the next login if it fails: the cause may be out of the file, and pass. */
  private void reload(Optional<Version> now) {
    try {
      PasswordFile read = PasswordFile.read(path);
      warnOf(path, read);
      floor = AnswerFloor.measure(read);
      current = read;
      version = now;
      complaint = "";
      LOG.info("password file read again users={}", read.accounts().size());
      sayFloor();
    } catch (OperatorError e) {
      if (!complaint.equals(e.getMessage())) {
        complaint = e.getMessage();
        LOG.error("password file unusable, the last good one counts cause={}", complaint);
      }
    }
  }

  private static void warnOf(Path path, PasswordFile file) {
    file.problems()
        .forEach(p -> LOG.warn("{} line {}: {}; the line is disabled", path, p.line(), p.reason()));
    file.accounts().stream()
        .filter(account -> account.totpSeed().isPresent())
        .forEach(
            account ->
                LOG.warn(
                    "user {} has a one-time code seed, which this version cannot check:"
                        + " nobody can log in as that user",
                    account.user()));
  }

  private static Optional<Version> versionOf(Path path) {
    try {
      BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new Version(is.lastModifiedTime(), is.size(), String.valueOf(is.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
