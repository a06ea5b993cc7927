package autoupload.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.wire.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A verdict is on one password and one hash. */
class PasswordCacheTest {
  private static final Source HERE = new Source("192.0.2.1");
  private static final Source THERE = new Source("198.51.100.1");

  private final PasswordCache cache = new PasswordCache(3);

  private static PasswordAttempt attempt(Source source, String user, String hash, String text) {
    Secret password = new Secret(text.getBytes(StandardCharsets.UTF_8));
    return new PasswordAttempt(source, user, hash, password);
  }

  @Test
  void knowsARightPasswordOfThatUserAndThatHashOnly() {
    cache.foundRight(attempt(HERE, "alice", "hash", "right"));

    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "right"))).isTrue();
    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "Right"))).isFalse();
    assertThat(cache.isRight(attempt(HERE, "alice", "another", "right"))).isFalse();
    assertThat(cache.isRight(attempt(HERE, "bob", "hash", "right"))).isFalse();
    assertThat(cache.isRight(attempt(HERE, "aliceh", "ash", "right"))).isFalse();
    assertThat(cache.isWrong(attempt(HERE, "alice", "hash", "right"))).isFalse();
  }

  @Test
  void knowsAWrongPasswordOfThatSourceOnly() {
    assertThat(cache.foundWrong(attempt(HERE, "alice", "hash", "old"))).isTrue();

    assertThat(cache.isWrong(attempt(HERE, "alice", "hash", "old"))).isTrue();
    assertThat(cache.isWrong(attempt(THERE, "alice", "hash", "old"))).isFalse();
    assertThat(cache.isWrong(attempt(HERE, "alice", "new hash", "old"))).isFalse();
    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "old"))).isFalse();
    assertThat(cache.foundWrong(attempt(HERE, "alice", "hash", "old"))).isFalse();
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    for (String password : new String[] {"a", "b", "c"}) {
      cache.foundRight(attempt(HERE, "alice", "hash", password));
    }
    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "a"))).isTrue();
    cache.foundRight(attempt(HERE, "alice", "hash", "d"));

    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "a"))).isTrue();
    assertThat(cache.isRight(attempt(HERE, "alice", "hash", "b"))).isFalse();
  }

  @Test
  void anotherProcessHasAnotherKey() {
    byte[] bytes = {1};

    assertThat(new Fingerprints().of(bytes)).isNotEqualTo(new Fingerprints().of(bytes));
  }
}
