package autoupload.server.login;

import autoupload.wire.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was found of passwords lately, so that the same right one is cheap the next time, and the
 * same wrong one of the same address neither costs a hash nor counts as another guess. Nothing here
 * can be stale: a verdict is on a password and a hash, and a changed line has another hash.
 *
 * <p>Holds fingerprints only, a bounded number. Safe for use by many threads.
 */
final class PasswordCache {
  private final Fingerprints fingerprints = new Fingerprints();
  private final Recent right;
  private final Recent wrong;

  /**
   * @param most how many verdicts of each kind are kept; the least recently used go
   */
  PasswordCache(int most) {
    right = new Recent(most);
    wrong = new Recent(most);
  }

  /** Whether this was found to be the password of {@code hash}. */
  boolean isRight(String user, String hash, Secret password) {
    return right.contains(right(user, hash, password));
  }

  /** It was found to be the password of {@code hash}. */
  void foundRight(String user, String hash, Secret password) {
    right.add(right(user, hash, password));
  }

  /** Whether this was found not to be the password of {@code hash} when that source tried it. */
  boolean isWrong(Source source, String user, String hash, Secret password) {
    return wrong.contains(wrong(source, user, hash, password));
  }

  /** It was found not to be; whether that is new. */
  boolean foundWrong(Source source, String user, String hash, Secret password) {
    return wrong.add(wrong(source, user, hash, password));
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

  private static final class Recent {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Fingerprint, Boolean> order;

    Recent(int most) {
      order =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Fingerprint, Boolean> eldest) {
              return size() > most;
            }
          };
    }

    boolean contains(Fingerprint fingerprint) {
      lock.lock();
      try {
        return order.get(fingerprint) != null; // which makes it the most recent
      } finally {
        lock.unlock();
      }
    }

    boolean add(Fingerprint fingerprint) {
      lock.lock();
      try {
        return order.put(fingerprint, Boolean.TRUE) == null;
      } finally {
        lock.unlock();
      }
    }
  }
}
