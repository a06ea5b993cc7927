package autoupload.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.conscrypt.OpenSSLProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BulkCryptoTest {
  /** The native code and the JVM's; whatever holds of one must of the other. */
  static BulkCrypto[] both() {
    return new BulkCrypto[] {BulkCrypto.choose(null), BulkCrypto.choose("off")};
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  @Test
  void nativeCodeComputesWhereItLoads() {
    String cpu = System.getProperty("os.arch");
    assumeTrue(cpu.equals("amd64") || cpu.equals("aarch64"), "no native library for " + cpu);

    BulkCrypto crypto = BulkCrypto.choose(null);

    assertThat(crypto.isNative()).as(crypto.toString()).isTrue();
    assertThat(crypto).asString().matches("Conscrypt \\d+\\.\\d+\\.\\d+");
    assertThat(crypto.sha256().getProvider()).isInstanceOf(OpenSSLProvider.class);
  }

  @Test
  void theSwitchRulesItOut() {
    BulkCrypto crypto = BulkCrypto.choose("off");

    assertThat(crypto.isNative()).isFalse();
    assertThat(crypto).asString().contains("AUTO_UPLOAD_NATIVE=off");
  }

  @ParameterizedTest
  @MethodSource("both")
  void theKnownAnswersAreGiven(BulkCrypto crypto) throws Exception {
    assertThat(KnownAnswers.areGivenBy(crypto)).isTrue();
  }

  /** FIPS 180-2, appendix B.1. */
  @ParameterizedTest
  @MethodSource("both")
  void sha256IsThatOfTheStandard(BulkCrypto crypto) {
    assertThat(crypto.sha256().digest(new byte[] {'a', 'b', 'c'}))
        .isEqualTo(hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  /** RFC 8439, section 2.8.2. */
  @ParameterizedTest
  @MethodSource("both")
  void chaCha20Poly1305IsThatOfItsRfc(BulkCrypto crypto) throws Exception {
    byte[] key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    byte[] nonce = hex("070000004041424344454647");
    byte[] text =
        ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the"
                + " future, sunscreen would be it.")
            .getBytes(StandardCharsets.US_ASCII);
    Cipher cipher = crypto.chaCha20Poly1305();

    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    cipher.updateAAD(hex("50515253c0c1c2c3c4c5c6c7"));
    byte[] sealed = cipher.doFinal(text);

    assertThat(HexFormat.of().formatHex(sealed))
        .startsWith("d31a8d34648e60db7b86afbc53ef7ec2")
        .endsWith("1ae10b594f09e26a7e902ecbd0600691");
  }

  /** As Bouncy Castle's TLS decrypts a record: where it lies. */
  @ParameterizedTest
  @MethodSource("both")
  void aRecordIsSealedAndOpenedInPlace(BulkCrypto crypto) throws Exception {
    SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    GCMParameterSpec parameters = new GCMParameterSpec(128, new byte[12]);
    byte[] buffer = new byte[5 + 1000 + 16];
    buffer[5] = 7;
    Cipher cipher = crypto.aesGcm();

    cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
    assertThat(cipher.doFinal(buffer, 5, 1000, buffer, 5)).isEqualTo(1016);
    assertThat(buffer[5]).isNotEqualTo((byte) 7);
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    assertThat(cipher.doFinal(buffer, 5, 1016, buffer, 5)).isEqualTo(1000);

    assertThat(buffer[5]).isEqualTo((byte) 7);
    buffer[6] ^= 1;
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    assertThatThrownBy(() -> cipher.doFinal(buffer, 5, 1016, buffer, 5))
        .isInstanceOf(AEADBadTagException.class);
  }

  @Test
  void aLibraryThatComputesWronglyIsNotUsed() {
    BulkCrypto crypto = BulkCrypto.checked(new Miscomputing(WrongSha256.class.getName()));

    assertThat(crypto.isNative()).isFalse();
    assertThat(crypto).asString().contains("computes wrongly");
  }

  @Test
  void norIsOneThatLacksACipher() {
    BulkCrypto crypto = BulkCrypto.checked(new Miscomputing(RightSha256.class.getName()));

    assertThat(crypto.isNative()).isFalse();
  }

  /** Provider of a SHA-256 and nothing else. */
  private static final class Miscomputing extends Provider {
    private static final long serialVersionUID = 1;

    Miscomputing(String sha256) {
      super("Miscomputing", "1", "of a CPU with a defect");
      put("MessageDigest.SHA-256", sha256);
    }
  }

  /** The JVM's. */
  public static class RightSha256 extends MessageDigest {
    private final MessageDigest sha256 = BulkCrypto.choose("off").sha256();

    public RightSha256() {
      super("SHA-256");
    }

    @Override
    protected void engineUpdate(byte input) {
      sha256.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      sha256.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      return sha256.digest();
    }

    @Override
    protected void engineReset() {
      sha256.reset();
    }
  }

  /** One that forgets the last byte of what is longer than a record. */
  public static final class WrongSha256 extends RightSha256 {
    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      super.engineUpdate(input, offset, length > 1 << 14 ? length - 1 : length);
    }
  }
}
