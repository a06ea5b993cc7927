package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** What it is worth is measured, not tested; that the cipher takes every call is. */
class CipherWarmUpTest {
  @Test
  void noCallIsRefusedByTheCipher() { // as one that uses a nonce twice to encrypt would be
    assertThatCode(() -> CipherWarmUp.encrypt(300)).doesNotThrowAnyException();
    assertThatCode(() -> CipherWarmUp.decrypt(300)).doesNotThrowAnyException();
  }
}
