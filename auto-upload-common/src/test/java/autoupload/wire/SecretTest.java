package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String PASSWORD = "pässwörd 🔑 €";

  @Test
  void isTheTextInUtf8AndWipesWhatItWasMadeOf() {
    char[] text = PASSWORD.toCharArray();
    Secret secret = Secret.ofText(text);

    assertThat(secret.bytes()).isEqualTo(PASSWORD.getBytes(StandardCharsets.UTF_8));
    assertThat(text).containsOnly('\0');
    assertThat(secret.toText()).isEqualTo(PASSWORD.toCharArray());
  }

  @Test
  void isWipedInPlace() {
    byte[] bytes = {1, 2, 3};
    Secret secret = new Secret(bytes);
    secret.wipe();

    assertThat(bytes).containsOnly(0);
    assertThat(secret.bytes()).containsOnly(0);
  }

  @Test
  void isNeverPrinted() {
    Frame.Login login =
        new Frame.Login("u", Secret.ofText(PASSWORD.toCharArray()), "123456", Secret.NONE);

    assertThat(login.password()).hasToString("Secret");
    assertThat(login.toString()).contains("u").doesNotContain("123456");
  }

  @Test
  void isEqualIfItsBytesAre() {
    assertThat(new Secret(new byte[] {1})).isEqualTo(new Secret(new byte[] {1}));
    assertThat(new Secret(new byte[] {1})).isNotEqualTo(new Secret(new byte[] {2}));
    assertThat(new Secret(new byte[] {1})).isNotEqualTo(Secret.NONE);
    assertThat(Secret.NONE.isEmpty()).isTrue();
    assertThat(Secret.ofText(new char[0])).isEqualTo(Secret.NONE);
  }

  @Test
  void textThatIsNoUnicodeStillBecomesASecret() {
    assertThat(Secret.ofText(new char[] {'a', '\ud800'}).bytes()).containsExactly('a', '?');
    assertThat(new Secret(new byte[] {'a', (byte) 0xff}).toText()).containsExactly('a', '\ufffd');
  }

  @Test
  void whatTheWriterSentIsNotLeftInItsBuffer() throws IOException {
    List<byte[]> given = new ArrayList<>();
    OutputStream keeping =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("it writes blocks");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            assertThat(text).contains(PASSWORD);
            given.add(bytes);
          }
        };
    FrameWriter writer = new FrameWriter(keeping);

    writer.write(new Frame.Login("u", Secret.ofText(PASSWORD.toCharArray()), "", Secret.NONE));
    writer.flush();

    assertThat(given).hasSize(1);
    assertThat(given.get(0)).containsOnly(0);
  }
}
