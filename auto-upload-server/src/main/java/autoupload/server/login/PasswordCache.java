package autoupload.server.login;

import autoupload.server.limits.LruCache;
import autoupload.wire.Secret;

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

  /** Whether this was found to be the password of {@code hash}. */
  boolean isRight(String user, String hash, Secret password) {
    return right.get(right(user, hash, password)).isPresent();
  }

  /** It was found to be the password of {@code hash}. */
  void foundRight(String user, String hash, Secret password) {
    right.put(right(user, hash, password), true);
  }

  /** Whether this was found not to be the password of {@code hash} when that source tried it. */
  boolean isWrong(Source source, String user, String hash, Secret password) {
    return wrong.get(wrong(source, user, hash, password)).isPresent();
  }

  /** It was found not to be; whether that is new. */
  boolean foundWrong(Source source, String user, String hash, Secret password) {
    return wrong.put(wrong(source, user, hash, password), true).isEmpty();
  }

  /** Whether that source was refused with this password and this code before. */
  boolean wasRefused(Source source, String user, String hash, Secret password, String code) {
    return refused.get(both(source, user, hash, password, code)).isPresent();
  }

  /** It was refused with them. */
  void refused(Source source, String user, String hash, Secret password, String code) {
    refused.put(both(source, user, hash, password, code), true);
  }

  private Fingerprint right(String user, String hash, Secret password) {
    return fingerprints.of(Fingerprints.bytes(user), Fingerprints.bytes(hash), password.bytes());
  }

  private Fingerprint wrong(Source source, String user, String hash, Secret password) {
    return fingerprints.of(
        Fingerprints.bytes(source.text()),
        Fingerprints.bytes(user),
        Fingerprints.bytes(hash),
        password.bytes());
  }

  private Fingerprint both(Source source, String user, String hash, Secret password, String code) {
    return fingerprints.of(
        Fingerprints.bytes(source.text()),
        Fingerprints.bytes(user),
        Fingerprints.bytes(hash),
        password.bytes(),
        Fingerprints.bytes(code));
  }
}
