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

  private static Secret secret(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void knowsARightPasswordOfThatUserAndThatHashOnly() {
    cache.foundRight("alice", "hash", secret("right"));

    assertThat(cache.isRight("alice", "hash", secret("right"))).isTrue();
    assertThat(cache.isRight("alice", "hash", secret("Right"))).isFalse();
    assertThat(cache.isRight("alice", "another", secret("right"))).isFalse();
    assertThat(cache.isRight("bob", "hash", secret("right"))).isFalse();
    assertThat(cache.isRight("aliceh", "ash", secret("right"))).isFalse();
    assertThat(cache.isWrong(HERE, "alice", "hash", secret("right"))).isFalse();
  }

  @Test
  void knowsAWrongPasswordOfThatSourceOnly() {
    assertThat(cache.foundWrong(HERE, "alice", "hash", secret("old"))).isTrue();

    assertThat(cache.isWrong(HERE, "alice", "hash", secret("old"))).isTrue();
    assertThat(cache.isWrong(THERE, "alice", "hash", secret("old"))).isFalse();
    assertThat(cache.isWrong(HERE, "alice", "new hash", secret("old"))).isFalse();
    assertThat(cache.isRight("alice", "hash", secret("old"))).isFalse();
    assertThat(cache.foundWrong(HERE, "alice", "hash", secret("old"))).isFalse();
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    for (String password : new String[] {"a", "b", "c"}) {
      cache.foundRight("alice", "hash", secret(password));
    }
    assertThat(cache.isRight("alice", "hash", secret("a"))).isTrue();
    cache.foundRight("alice", "hash", secret("d"));

    assertThat(cache.isRight("alice", "hash", secret("a"))).isTrue();
    assertThat(cache.isRight("alice", "hash", secret("b"))).isFalse();
  }

  @Test
  void anotherProcessHasAnotherKey() {
    byte[] bytes = {1};

    assertThat(new Fingerprints().of(bytes)).isNotEqualTo(new Fingerprints().of(bytes));
  }
}
