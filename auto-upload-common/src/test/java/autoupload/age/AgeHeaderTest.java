package autoupload.age;

import static autoupload.age.Samples.HYBRID;
import static autoupload.age.Samples.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Form of headers. Each one here has the right MAC, so that nothing but its form is judged. */
class AgeHeaderTest {
  private static final String SHORT = "QUFB";
  private static final String FULL = "QUFB".repeat(16);

  private final FileKey key = FileKey.random();

  private byte[] header(String stanzas) {
    return headerOf("age-encryption.org/v1\n" + stanzas + "---");
  }

  private byte[] headerOf(String text) {
    byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
    return X25519.concat(
        start, (" " + Stanza.base64(key.mac(start)) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private String stanza() {
    return IDENTITY.recipient().wrap(key).text();
  }

  private static FileKey open(byte[] header, Identity... identities) throws IOException {
    return AgeHeader.read(new ByteArrayInputStream(header)).open(List.of(identities));
  }

  private static AgeException.Reason failure(byte[] header) {
    AgeException failure =
        catchThrowableOfType(AgeException.class, () -> open(header, IDENTITY, HYBRID));
    assertThat(failure).as(new String(header, StandardCharsets.ISO_8859_1)).isNotNull();
    return failure.reason();
  }

  private void assertOpens(String stanzas) throws IOException {
    assertThat(open(header(stanzas), IDENTITY).bytes()).isEqualTo(key.bytes());
  }

  private void assertMalformed(String stanzas) {
    assertThat(failure(header(stanzas))).as(stanzas).isEqualTo(AgeException.Reason.HEADER);
  }

  @Test
  void aHeaderIsReadToItsEndAndNoFurther() throws IOException {
    byte[] header = AgeHeader.seal(List.of(IDENTITY.recipient()), key).bytes();
    InputStream in = new ByteArrayInputStream(Arrays.copyOf(header, header.length + 5));

    AgeHeader read = AgeHeader.read(in);

    assertThat(in.available()).isEqualTo(5);
    assertThat(read.bytes()).isEqualTo(header);
    assertThat(read.open(List.of(IDENTITY)).bytes()).isEqualTo(key.bytes());
  }

  @Test
  void eachRecipientOpensItAndNobodyElse() throws IOException {
    try (Identity other = Identity.generate();
        Identity stranger = Identity.generate()) {
      byte[] header = AgeHeader.seal(List.of(IDENTITY.recipient(), other.recipient()), key).bytes();

      assertThat(open(header, IDENTITY).bytes()).isEqualTo(key.bytes());
      assertThat(open(header, stranger, HYBRID, other).bytes()).isEqualTo(key.bytes());
      assertThatThrownBy(() -> open(header, stranger, HYBRID))
          .isInstanceOfSatisfying(
              AgeException.class,
              e -> assertThat(e.reason()).isEqualTo(AgeException.Reason.NO_MATCH));
    }
  }

  @Test
  void aQuantumComputerGetsNoSecondWayIn() {
    assertThatThrownBy(() -> AgeHeader.seal(List.of(IDENTITY.recipient(), HYBRID.recipient()), key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("age1pq1");
    assertThatThrownBy(() -> AgeHeader.seal(List.of(), key))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stanzasForOthersAreSkippedWhateverTheyHold() throws IOException {
    assertOpens("-> ! \"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\n" + stanza());
    assertOpens("-> other\n" + FULL + "\n" + FULL + "\n\n" + stanza());
    assertOpens("-> other a b c\n" + FULL + "\n" + SHORT + "\n" + stanza());
    assertOpens("-> x25519 lower\n\n" + stanza());
    assertOpens(stanza() + "-> other\n\n");
  }

  static Stream<Arguments> malformedStanzas() {
    return Stream.of(
            "", // none
            "-> \n\n", // no argument
            "->\n\n",
            "->X\n\n",
            "-> a  b\n\n", // an empty argument
            "-> a \n\n",
            "-> a\tb\n\n",
            "-> \u00e4\n\n", // not ASCII
            "-> a\r\n\n",
            "-> a\n\r\n",
            "-> a\n", // no body
            "-> a\n" + FULL + "\n", // no short last line
            "-> a\n" + FULL + SHORT + "\n", // a long line
            "-> a\n" + FULL + "A\n",
            "-> a\n" + SHORT + "\n" + SHORT + "\n", // a short line before the last
            "-> a\n\n\n",
            "-> a\nQQ==\n", // padded
            "-> a\nQR\n", // unused bits that are not zero
            "-> a\nQUI\nQ\n",
            "-> a\nQ\n", // no base64 has this length
            "-> a\nQU B\n",
            "-> a\n-_-_\n", // the other base64 alphabet
            "-> a\n\n--> b\n\n",
            "a\n\n")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("malformedStanzas")
  void aStanzaOfAnyOtherFormIsRefused(String stanzas) {
    assertMalformed(stanzas);
    if (!stanzas.isEmpty()) {
      assertMalformed(stanzas + stanza());
      assertMalformed(stanza() + stanzas);
    }
  }

  @Test
  void aStanzaForUsThatIsNotAsItMustBeIsRefused() {
    Stanza right = IDENTITY.recipient().wrap(key);
    String share = right.arguments().get(0);
    byte[] longer = Arrays.copyOf(right.body(), 33);
    for (String type : List.of(X25519Recipient.TYPE, HybridRecipient.TYPE)) {
      assertMalformed(new Stanza(type, List.of(), right.body()).text());
      assertMalformed(new Stanza(type, List.of(share, share), right.body()).text());
      assertMalformed(new Stanza(type, List.of(share.substring(4)), right.body()).text());
      assertMalformed(new Stanza(type, List.of(share + "AAAA"), right.body()).text());
      assertMalformed(new Stanza(type, List.of(share + "="), right.body()).text());
    }
    assertMalformed(new Stanza(right.type(), right.arguments(), longer).text());
    assertMalformed(new Stanza(right.type(), right.arguments(), new byte[31]).text());
    assertMalformed(
        new Stanza(right.type(), List.of(Stanza.base64(new byte[32])), right.body()).text());
  }

  @Test
  void aHybridStanzaThatIsNotAsItMustBeIsRefused() throws AgeException {
    Stanza right = HYBRID.recipient().wrap(key);
    byte[] share = Stanza.bytes(right.arguments().get(0));
    byte[] lowOrder = share.clone();
    Arrays.fill(lowOrder, share.length - 32, share.length, (byte) 0);
    for (byte[] wrong : List.of(Arrays.copyOf(share, 1119), Arrays.copyOf(share, 1121), lowOrder)) {
      assertMalformed(new Stanza(right.type(), List.of(Stanza.base64(wrong)), right.body()).text());
    }
    assertMalformed(new Stanza(right.type(), right.arguments(), new byte[33]).text());
  }

  @Test
  void theLastLineMustBeTheMacAndNothingElse() {
    String good = new String(header(stanza()), StandardCharsets.US_ASCII);
    int mac = good.lastIndexOf("--- ") + 4;
    String start = good.substring(0, mac);
    String base64 = good.substring(mac, good.length() - 1);
    for (String end :
        List.of(
            base64.substring(1) + "\n",
            base64 + "A\n",
            base64 + "=\n",
            base64 + " \n",
            " " + base64 + "\n",
            base64.substring(0, 42) + "B\n", // unused bits that are not zero
            base64 + "\r\n",
            base64,
            "\n",
            "")) {
      assertThat(failure((start + end).getBytes(StandardCharsets.US_ASCII)))
          .as(end)
          .isEqualTo(AgeException.Reason.HEADER);
    }
    String noSpace = good.replace("--- ", "---");
    assertThat(failure(noSpace.getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(AgeException.Reason.HEADER);
  }

  @Test
  void otherVersionsAndOtherFilesAreRefused() {
    for (String version :
        List.of(
            "age-encryption.org/v2\n",
            "age-encryption.org/v1\r\n",
            " age-encryption.org/v1\n",
            "Age-encryption.org/v1\n",
            "age-encryption.org/v11\n",
            "")) {
      assertThat(failure(headerOf(version + stanza() + "---")))
          .isEqualTo(AgeException.Reason.HEADER);
    }
    assertThat(failure(new byte[0])).isEqualTo(AgeException.Reason.HEADER);
    assertThat(failure(new byte[4096])).isEqualTo(AgeException.Reason.HEADER);
  }

  @Test
  void aHeaderThatNeverEndsDoesNotFillTheMemory() {
    byte[] endless = new byte[4 << 20];
    Arrays.fill(endless, (byte) 'a');
    byte[] start = "age-encryption.org/v1\n-> a".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, endless, 0, start.length);
    ByteArrayInputStream in = new ByteArrayInputStream(endless);

    assertThatThrownBy(() -> AgeHeader.read(in)).isInstanceOf(AgeException.class);

    assertThat(in.available()).isGreaterThan(2 << 20);
  }

  @Test
  void anotherMacIsNoticedOnlyBehindTheRightKey() {
    byte[] changed = header(stanza() + "-> other\n\n");
    changed[new String(changed, StandardCharsets.US_ASCII).indexOf("other")] = 'O';

    assertThat(failure(changed)).isEqualTo(AgeException.Reason.MAC);
  }
}
