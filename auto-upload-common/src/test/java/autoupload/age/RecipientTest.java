package autoupload.age;

import static autoupload.age.Samples.HYBRID;
import static autoupload.age.Samples.IDENTITY;
import static autoupload.age.Samples.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecipientTest {
  @Test
  void bothKindsAreReadAsTheyAreWritten() {
    for (Identity identity : new Identity[] {IDENTITY, HYBRID}) {
      String text = identity.recipient().toString();

      assertThat(Recipient.parse(text)).isEqualTo(identity.recipient()).hasToString(text);
      try (Identity again = Identity.parse(identity.encoded())) {
        assertThat(again.recipient()).isEqualTo(identity.recipient());
      }
    }
    assertThat(IDENTITY.recipient().toString()).startsWith("age1").hasSize(62);
    assertThat(HYBRID.recipient().toString()).startsWith("age1pq1").hasSize(1959);
    assertThat(IDENTITY.recipient()).isNotEqualTo(Identity.generate().recipient());
  }

  @Test
  void hybridFilesOpenWithTheirIdentityOnly() throws IOException {
    byte[] sealed = Samples.seal(content(1000), HYBRID.recipient());

    assertThat(Samples.open(sealed, HYBRID)).isEqualTo(content(1000));
    assertThatThrownBy(() -> Samples.open(sealed, IDENTITY, Identity.generateHybrid()))
        .isInstanceOfSatisfying(
            AgeException.class,
            e -> assertThat(e.reason()).isEqualTo(AgeException.Reason.NO_MATCH));
  }

  @Test
  void anIdentityIsNoRecipientAndTheOtherWayRound() {
    String secret = new String(IDENTITY.encoded());
    assertThatThrownBy(() -> Recipient.parse(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secret")
        .hasMessageNotContaining(secret);
    assertThatThrownBy(() -> Identity.parse(IDENTITY.recipient().toString().toCharArray()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identity.parse(secret.toLowerCase(Locale.ROOT).toCharArray()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identity.parse(new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHybridKeyThatIsNoneIsRefused() {
    byte[] zeroPoint = new byte[XWing.PUBLIC];
    byte[] outOfRange = XWing.publicKey(new byte[XWing.SEED]);
    outOfRange[0] = (byte) 0xff; // a coefficient of 4095, and they are below 3329
    outOfRange[1] |= 0x0f;
    for (byte[] wrong : new byte[][] {zeroPoint, outOfRange}) {
      String text = new String(Bech32.encode("age1pq", wrong));
      assertThatThrownBy(() -> Recipient.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
