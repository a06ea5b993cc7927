package autoupload.server.login;

import autoupload.server.limits.LruCache;

/**
 * Bounded LRU cache of password verdicts, so that the same right password is cheap the next time,
 * and the same wrong one of the same address neither costs a hash nor counts as another guess. No
 * entry can be stale: a verdict is on a password and a hash, and a changed line has another hash.
 *
 * <p>Only fingerprints are kept, no passwords. Safe for use by many threads.
 */
final class PasswordCache {
  private final Fingerprints fingerprints = new Fingerprints();
  private final LruCache<Fingerprint, Boolean> right;
  private final LruCache<Fingerprint, Boolean> wrong;
  private final LruCache<Fingerprint, Boolean> refused;

  /**
   * @param most how many verdicts of each kind are kept; the least recently used go
   */
  PasswordCache(int most) {
    right = new LruCache<>(most);
    wrong = new LruCache<>(most);
    refused = new LruCache<>(most);
  }

  /** Whether this was found to be the password of its hash. */
  boolean isRight(PasswordAttempt attempt) {
    return right.get(fingerprint("", attempt, "")).isPresent();
  }

  /** It was found to be. */
  void foundRight(PasswordAttempt attempt) {
    right.put(fingerprint("", attempt, ""), true);
  }

  /** Whether this was found not to be when that source tried it. */
  boolean isWrong(PasswordAttempt attempt) {
    return wrong.get(fingerprint(attempt.source().text(), attempt, "")).isPresent();
  }

  /** It was found not to be; whether that is new. */
  boolean foundWrong(PasswordAttempt attempt) {
    return wrong.put(fingerprint(attempt.source().text(), attempt, ""), true).isEmpty();
  }

  /** Whether that source was refused with this password and this code before. */
  boolean wasRefused(PasswordAttempt attempt, String code) {
    return refused.get(fingerprint(attempt.source().text(), attempt, code)).isPresent();
  }

  /** It was refused with them. */
  void refused(PasswordAttempt attempt, String code) {
    refused.put(fingerprint(attempt.source().text(), attempt, code), true);
  }

  private Fingerprint fingerprint(String source, PasswordAttempt attempt, String code) {
    return fingerprints.of(
        Fingerprints.bytes(source),
        Fingerprints.bytes(attempt.user()),
        Fingerprints.bytes(attempt.hash()),
        attempt.password().bytes(),
        Fingerprints.bytes(code));
  }
}
