package autoupload.age;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Corpus;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Canonical form of keys and headers: whatever the bytes, a key or header that is taken has no
 * other spelling.
 */
class AgeFuzzTest {
  /** No sentence about a key has a word that long of its own. */
  private static final Pattern QUOTED = Pattern.compile("[A-Za-z0-9]{13,}");

  /** Whose the headers in the corpus are for. */
  private static final Identity IDENTITY =
      Identity.parse(
          "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG"
              .toCharArray());

  private int taken;
  private int opened;

  @FuzzTest
  void anyHeader(byte[] input) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    try {
      AgeHeader header = AgeHeader.read(in);
      taken++;
      assertThat(header.bytes()).isEqualTo(Arrays.copyOf(input, input.length - in.available()));
      assertIsCanonical(new String(header.bytes(), StandardCharsets.US_ASCII));
      try (FileKey key = header.open(List.of(IDENTITY))) {
        assertThat(header.isMadeWith(key)).isTrue();
        opened++;
      }
    } catch (AgeException e) {
      assertThat(e.reason()).isNotEqualTo(AgeException.Reason.PAYLOAD);
    }
  }

  /** Each line of base64 is the only one for its bytes; the longer ones end between them. */
  private static void assertIsCanonical(String header) {
    for (String line : header.lines().skip(1).filter(l -> !l.startsWith("-> ")).toList()) {
      String base64 = line.replaceFirst("^--- ", "");
      byte[] bytes = Base64.getDecoder().decode(base64);
      assertThat(Base64.getEncoder().withoutPadding().encodeToString(bytes)).isEqualTo(base64);
    }
  }

  @FuzzTest
  void anyKey(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    try {
      assertThat(Recipient.parse(text)).hasToString(text);
      taken++;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContainPattern(QUOTED);
    }
    try (Identity identity = Identity.parse(text.toCharArray())) {
      assertThat(identity.encoded()).isEqualTo(text.toCharArray());
      assertThat(Recipient.parse(identity.recipient().toString())).isEqualTo(identity.recipient());
      opened++;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContainPattern(QUOTED);
    }
    assertThat(Bech32.decode("age", Bech32.encode("age", input), input.length)).isEqualTo(input);
  }

  @Test
  void headersThatAreKnownAndWhatResemblesThem() throws IOException {
    Corpus.of(AgeFuzzTest.class, "anyHeader").each(this::anyHeader);

    assertThat(taken).isPositive();
    assertThat(opened).isPositive();
  }

  @Test
  void keysThatAreKnownAndWhatResemblesThem() throws IOException {
    Corpus.of(AgeFuzzTest.class, "anyKey").each(this::anyKey);

    assertThat(taken).isPositive();
    assertThat(opened).isPositive();
  }
}
