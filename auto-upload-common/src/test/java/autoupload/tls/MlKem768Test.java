package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.junit.jupiter.api.Test;

class MlKem768Test {
  private static final int PUBLIC_KEY_BYTES = 1184;
  private static final int CIPHERTEXT_BYTES = 1088;

  private final JvmCrypto crypto = new JvmCrypto(new SecureRandom());
  private final MlKem768 client = new MlKem768(crypto, false);
  private final MlKem768 server = new MlKem768(crypto, true);

  @Test
  void bothEndsComeToTheSameSecret() throws IOException {
    byte[] publicKey = client.generateEphemeral();
    assertThat(publicKey).hasSize(PUBLIC_KEY_BYTES);
    server.receivePeerValue(publicKey);
    byte[] ciphertext = server.generateEphemeral();
    assertThat(ciphertext).hasSize(CIPHERTEXT_BYTES);
    client.receivePeerValue(ciphertext);
    byte[] secret = client.calculateSecret().extract();
    assertThat(secret).hasSize(32).isEqualTo(server.calculateSecret().extract());
  }

  @Test
  void aBentCiphertextGivesAnotherSecret() throws IOException {
    server.receivePeerValue(client.generateEphemeral());
    byte[] ciphertext = server.generateEphemeral();
    ciphertext[7] ^= 1;
    client.receivePeerValue(ciphertext);
    assertThat(client.calculateSecret().extract())
        .hasSize(32)
        .isNotEqualTo(server.calculateSecret().extract());
  }

  @Test
  void aKeyWithNumbersOutOfRangeIsRefused() {
    byte[] key = new byte[PUBLIC_KEY_BYTES];
    Arrays.fill(key, (byte) 0xff);
    assertRefused(server, key);
  }

  @Test
  void whatHasAnotherLengthIsRefused() {
    client.generateEphemeral();
    for (int bytes : new int[] {0, 1, CIPHERTEXT_BYTES - 1, CIPHERTEXT_BYTES + 1}) {
      assertRefused(client, new byte[bytes]);
    }
    for (int bytes : new int[] {0, 1, PUBLIC_KEY_BYTES - 1, PUBLIC_KEY_BYTES + 1}) {
      assertRefused(server, new byte[bytes]);
    }
  }

  private static void assertRefused(MlKem768 end, byte[] value) {
    assertThatThrownBy(() -> end.receivePeerValue(value))
        .isInstanceOfSatisfying(
            TlsFatalAlert.class,
            e -> assertThat(e.getAlertDescription()).isEqualTo(AlertDescription.illegal_parameter));
  }
}
