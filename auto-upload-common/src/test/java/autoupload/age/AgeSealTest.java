package autoupload.age;

import static autoupload.age.Samples.IDENTITY;
import static autoupload.age.Samples.SIZES;
import static autoupload.age.Samples.content;
import static autoupload.age.Samples.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AgeSealTest {
  static final int[] SIZES_TO_SEAL = SIZES;

  private static AgeSeal newSeal() {
    return AgeSeal.create(List.of(IDENTITY.recipient()));
  }

  @ParameterizedTest
  @FieldSource("SIZES_TO_SEAL")
  void theSizeIsKnownBefore(int size) throws IOException {
    try (AgeSeal seal = newSeal()) {
      assertThat(Samples.seal(seal, content(size))).hasSize((int) seal.sealedSize(size));
    }
  }

  @ParameterizedTest
  @FieldSource("SIZES_TO_SEAL")
  void whatIsSealedOpensAgain(int size) throws IOException {
    byte[] sealed = Samples.seal(content(size), IDENTITY.recipient());

    assertThat(Samples.open(sealed, IDENTITY)).isEqualTo(content(size));
  }

  @Test
  void nothingOfTheContentIsInTheSealedFile() throws IOException {
    byte[] content = "what nobody may read ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    byte[] sealed = Samples.seal(content, IDENTITY.recipient());

    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("nobody", "read ");
    assertThat(Samples.seal(content, IDENTITY.recipient())).isNotEqualTo(sealed);
  }

  /** Also across a restart: only preamble and key are kept. */
  @ParameterizedTest
  @FieldSource("SIZES_TO_SEAL")
  void sealingGoesOnAtAnyByteAsIfItHadNeverStopped(int size) throws IOException {
    byte[] content = content(size);
    byte[] preamble;
    byte[] key;
    byte[] whole;
    try (AgeSeal seal = newSeal()) {
      preamble = seal.preamble();
      key = seal.key().bytes().clone();
      whole = Samples.seal(seal, content);
    }
    try (AgeSeal kept = AgeSeal.restore(preamble, new FileKey(key))) {
      for (int offset : offsets(preamble.length, whole.length)) {
        try (InputStream rest = kept.seal(source(content), size, offset)) {
          assertThat(
                  Arrays.equals(
                      rest.readAllBytes(), Arrays.copyOfRange(whole, offset, whole.length)))
              .as("from byte %s of %s", offset, whole.length)
              .isTrue();
        }
      }
    }
  }

  private static Set<Integer> offsets(int preamble, int length) {
    Set<Integer> offsets = new TreeSet<>(List.of(0, 1, preamble - 1, preamble, length));
    for (int at = preamble; at <= length; at += AgeStream.SEALED_CHUNK) {
      offsets.addAll(List.of(at, Math.max(0, at - 1), Math.min(length, at + 1)));
    }
    new Random(length).ints(10, 0, length).forEach(offsets::add);
    return offsets;
  }

  @Test
  void whatLiesBeforeIsNotReadAgain() throws IOException {
    byte[] content = content(200_000);
    try (AgeSeal seal = newSeal()) {
      long offset = seal.preamble().length + 2L * AgeStream.SEALED_CHUNK + 5;
      long[] readFrom = new long[1];
      AgeSeal.Plaintext source =
          at -> {
            readFrom[0] = at;
            return source(content).from(at);
          };

      try (InputStream rest = seal.seal(source, content.length, offset)) {
        assertThat(rest.read()).isNotNegative();
      }

      assertThat(readFrom[0]).isEqualTo(2L * AgeStream.CHUNK);
    }
  }

  @Test
  void openingStartsAtAnyChunk() throws IOException {
    byte[] content = content(200_000);
    try (AgeSeal seal = newSeal()) {
      byte[] sealed = Samples.seal(seal, content);
      int start = seal.preamble().length;
      byte[] nonce = Arrays.copyOfRange(sealed, start - AgeStream.NONCE, start);
      for (int chunk = 0; chunk < 4; chunk++) {
        byte[] rest =
            Arrays.copyOfRange(sealed, start + chunk * AgeStream.SEALED_CHUNK, sealed.length);
        try (InputStream plain =
            new OpeningInput(
                new AgeStream(seal.key(), nonce), new ByteArrayInputStream(rest), chunk)) {
          assertThat(plain.readAllBytes())
              .isEqualTo(Arrays.copyOfRange(content, chunk * AgeStream.CHUNK, content.length));
        }
      }
    }
  }

  @Test
  void aSourceThatBecameShorterIsNotSealedAsIfItWereWhole() throws IOException {
    try (AgeSeal seal = newSeal();
        InputStream in = seal.seal(source(content(70_000)), 70_001, 0)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(EOFException.class);
      assertThatThrownBy(in::read).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void ofASourceThatGrewOnlyTheKnownPartIsSealed() throws IOException {
    try (AgeSeal seal = newSeal();
        InputStream in = seal.seal(source(content(70_000)), 65_536, 0)) {
      assertThat(Samples.open(in.readAllBytes(), IDENTITY))
          .isEqualTo(Arrays.copyOf(content(70_000), 65_536));
    }
  }

  @Test
  void aKeyOfAnotherFileIsNotTaken() {
    try (AgeSeal seal = newSeal();
        AgeSeal other = newSeal()) {
      assertThatThrownBy(() -> AgeSeal.restore(seal.preamble(), other.key()))
          .isInstanceOf(AgeException.class);
      byte[] preamble = seal.preamble();
      assertThatThrownBy(
              () -> AgeSeal.restore(Arrays.copyOf(preamble, preamble.length - 1), seal.key()))
          .isInstanceOf(AgeException.class);
      assertThatThrownBy(
              () -> AgeSeal.restore(Arrays.copyOf(preamble, preamble.length + 1), seal.key()))
          .isInstanceOf(AgeException.class);
      assertThatThrownBy(() -> AgeSeal.restore(new byte[0], seal.key()))
          .isInstanceOf(AgeException.class);
    }
  }

  @Test
  void offsetsOutsideTheFileAreRefused() {
    try (AgeSeal seal = newSeal()) {
      for (long offset : new long[] {-1, seal.sealedSize(10) + 1}) {
        assertThatThrownBy(() -> seal.seal(source(content(10)), 10, offset))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void secretsAreWipedAndNeverPrinted() {
    AgeSeal seal = newSeal();
    byte[] key = seal.key().bytes();
    assertThat(key).isNotEqualTo(new byte[16]);
    Identity identity = Identity.generate();
    String secret = new String(identity.encoded());

    assertThat(seal.key()).hasToString("FileKey");
    assertThat(identity.toString()).doesNotContain(secret).contains("age1");

    seal.close();
    identity.close();
    assertThat(key).isEqualTo(new byte[16]);
    assertThat(new String(identity.encoded())).isNotEqualTo(secret);
  }
}
