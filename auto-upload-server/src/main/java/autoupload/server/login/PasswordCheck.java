package autoupload.server.login;

import autoupload.credentials.PasswordHash;
import autoupload.wire.Secret;
import java.time.Duration;
import java.util.Arrays;

/**
 * Says whether a password is right: at once if it is known, else when its hash is computed. Equal
 * passwords that wait together are hashed once.
 */
final class PasswordCheck {
  private static final int REMEMBERED = 16_384;
  private static final int WAITING = 128;

  /** Leaves, of the 20 seconds a login may take, enough for the hash and the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** What was found. */
  enum Verdict {
    RIGHT,
    /** Right, as was found before: nothing was hashed. */
    KNOWN_RIGHT,
    WRONG,
    /** Wrong, as the same source was found to be with the same password before. */
    WRONG_AGAIN
  }

  private final PasswordCache cache = new PasswordCache(REMEMBERED);
  private final HashingQueue queue;

  /** Hashes on as many threads as there are cores. */
  PasswordCheck() {
    this(new HashingQueue(Runtime.getRuntime().availableProcessors(), WAITING, PATIENCE));
  }

  PasswordCheck(HashingQueue queue) {
    this.queue = queue;
  }

  /**
   * Whether {@code password} is the one behind {@code hash}.
   *
   * @throws HashingQueue.Busy if that cannot be found out soon; nothing was hashed then
   */
  Verdict check(Source source, String user, String hash, Secret password) throws HashingQueue.Busy {
    if (cache.isRight(user, hash, password)) {
      return Verdict.KNOWN_RIGHT;
    }
    if (cache.isWrong(source, user, hash, password)) {
      return Verdict.WRONG_AGAIN;
    }
    if (queue.run(source, () -> isRight(user, hash, password))) {
      return Verdict.RIGHT;
    }
    boolean isNew = cache.foundWrong(source, user, hash, password);
    return isNew ? Verdict.WRONG : Verdict.WRONG_AGAIN;
  }

  /**
   * Waits and hashes as for a password that is not known. Whoever is refused although his password
   * is right, and known to be, must not see that in how long it takes, or in who is told to come
   * again when many are waiting.
   *
   * @throws HashingQueue.Busy where another password would have been too late, too
   */
  void spend(Source source, String hash, Secret password) throws HashingQueue.Busy {
    queue.run(source, () -> matches(hash, password));
  }

  private boolean isRight(String user, String hash, Secret password) {
    if (cache.isRight(user, hash, password)) { // found while this one waited
      return true;
    }
    boolean right = matches(hash, password);
    if (right) {
      cache.foundRight(user, hash, password);
    }
    return right;
  }

  private static boolean matches(String hash, Secret password) {
    char[] text = password.toText();
    try {
      return PasswordHash.verify(hash, text);
    } finally {
      Arrays.fill(text, '\0');
    }
  }
}
