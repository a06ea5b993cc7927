package autoupload.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published test values of the RFCs. */
class PrimitivesTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** RFC 5869, A.1, the first 32 bytes. */
  @Test
  void hkdfGivesTheValuesOfItsRfc() {
    byte[] ikm = hex("0b".repeat(22));
    byte[] salt = hex("000102030405060708090a0b0c");
    byte[] info = hex("f0f1f2f3f4f5f6f7f8f9");

    assertThat(Hkdf.derive(ikm, salt, info))
        .isEqualTo(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
  }

  /** RFC 5869, A.3, the first 32 bytes. */
  @Test
  void hkdfTakesAnEmptySalt() {
    assertThat(Hkdf.derive(hex("0b".repeat(22)), new byte[0], new byte[0]))
        .isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
  }

  /** RFC 7748, 5.2 and 6.1. */
  @Test
  void x25519GivesTheValuesOfItsRfc() {
    assertThat(
            X25519.multiply(
                hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
        .contains(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    assertThat(
            X25519.publicPoint(
                hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")))
        .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p - 1
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, which is 0
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p + 1
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", // of order 8
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157" // of order 8
      })
  void aPointOfLowOrderSharesNoSecretAndIsNoRecipient(String point) {
    assertThat(X25519.multiply(hex("77".repeat(32)), hex(point))).isEmpty();

    String recipient = new String(Bech32.encode("age", hex(point)));
    assertThatThrownBy(() -> Recipient.parse(recipient))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
