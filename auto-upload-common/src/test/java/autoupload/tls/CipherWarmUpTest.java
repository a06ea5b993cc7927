package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** Calls of the warm-up: the cipher takes every one. Their worth is measured, not tested. */
class CipherWarmUpTest {
  @Test
  void noCallIsRefusedByTheCipher() { // as one that uses a nonce twice to encrypt would be
    assertThatCode(() -> CipherWarmUp.encrypt(300)).doesNotThrowAnyException();
    assertThatCode(() -> CipherWarmUp.decrypt(300)).doesNotThrowAnyException();
  }
}
