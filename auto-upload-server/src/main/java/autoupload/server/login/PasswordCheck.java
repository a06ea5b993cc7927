package autoupload.server.login;

import autoupload.server.limits.Busy;
import autoupload.server.limits.DaemonThreads;
import autoupload.server.limits.FairExecutor;
import java.time.Duration;

/**
 * Password verification: at once if the verdict is cached, else once the hash is computed. Equal
 * passwords that wait together are hashed once.
 */
final class PasswordCheck {
  private static final int REMEMBERED = 16_384;
  private static final int WAITING = 128;

  /** Leaves, of the 20 seconds a login may take, enough for the hash and the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Result of a verification. */
  enum PasswordVerdict {
    RIGHT,
    /** Right, as was found before: nothing was hashed. */
    KNOWN_RIGHT,
    WRONG,
    /** Wrong, as the same source was found to be with the same password before. */
    WRONG_AGAIN;

    boolean isRight() {
      return this == RIGHT || this == KNOWN_RIGHT;
    }
  }

  private final PasswordCache cache = new PasswordCache(REMEMBERED);
  private final FairExecutor<Source, Boolean> hashing;
  private final Duration patience;

  /**
   * Hashes on as many threads as there are cores. They do nothing else: a virtual thread in machine
   * code would hold up all the others of its core.
   */
  PasswordCheck() {
    this(hashing(Runtime.getRuntime().availableProcessors()), PATIENCE);
  }

  private static FairExecutor<Source, Boolean> hashing(int cores) {
    return new FairExecutor<>(DaemonThreads.cached("password-hash", 0), cores, cores, WAITING);
  }

  /**
   * @param patience how long a login waits at most for its hash to begin
   */
  PasswordCheck(FairExecutor<Source, Boolean> hashing, Duration patience) {
    this.hashing = hashing;
    this.patience = patience;
  }

  /**
   * Whether the password is the one behind the hash.
   *
   * @throws Busy if that cannot be found out soon; nothing was hashed then
   */
  PasswordVerdict check(PasswordAttempt attempt) throws Busy {
    if (cache.isRight(attempt)) {
      return PasswordVerdict.KNOWN_RIGHT;
    }
    if (cache.isWrong(attempt)) {
      return PasswordVerdict.WRONG_AGAIN;
    }
    if (hashing.run(attempt.source(), () -> isRight(attempt), patience)) {
      return PasswordVerdict.RIGHT;
    }
    return cache.foundWrong(attempt) ? PasswordVerdict.WRONG : PasswordVerdict.WRONG_AGAIN;
  }

  /**
   * To be called for each login that is refused, with what {@link #check} found. The first time
   * that a source is refused with this password and this code costs a hash, whatever is wrong with
   * them: neither how long it takes, nor who is told to come again when many are waiting, may tell
   * that the password is right.
   *
   * @return whether it is the first time
   * @throws Busy if the hash would come too late; then it is as if nobody had asked
   */
  boolean refuse(PasswordVerdict found, PasswordAttempt attempt, String code) throws Busy {
    boolean first = !cache.wasRefused(attempt, code);
    if (first && (found == PasswordVerdict.KNOWN_RIGHT || found == PasswordVerdict.WRONG_AGAIN)) {
      hashing.run(attempt.source(), attempt::matches, patience);
    }
    cache.refused(attempt, code);
    return first;
  }

  private boolean isRight(PasswordAttempt attempt) {
    if (cache.isRight(attempt)) { // found while this one waited
      return true;
    }
    boolean right = attempt.matches();
    if (right) {
      cache.foundRight(attempt);
    }
    return right;
  }
}
