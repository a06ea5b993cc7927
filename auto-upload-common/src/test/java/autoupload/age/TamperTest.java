package autoupload.age;

import static autoupload.age.Samples.HYBRID;
import static autoupload.age.Samples.IDENTITY;
import static autoupload.age.Samples.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tamper resistance: whatever is done to a sealed file, it does not open, and gives out nothing
 * that is not the file's.
 */
class TamperTest {
  private static final byte[] CONTENT = content(2 * AgeStream.CHUNK + 1000);

  private static byte[] sealed;
  private static int start;

  @BeforeAll
  static void seal() throws IOException {
    sealed = Samples.seal(CONTENT, IDENTITY.recipient());
    start = Samples.chunksStart(sealed);
  }

  /** What came out before the failure; fails the test if there was none. */
  private static byte[] given(byte[] file, Identity identity, String what) {
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(file), List.of(identity))) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        given.write(b);
      }
    } catch (AgeException e) {
      return given.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
    throw new AssertionError(what + ": it opened");
  }

  /** Only whole chunks from the beginning of the true content may come out, and not too many. */
  private static void assertRefused(byte[] file, int wholeChunks, String what) {
    byte[] given = given(file, IDENTITY, what);
    assertThat(given.length)
        .as(what)
        .isEqualTo(Math.min(CONTENT.length, wholeChunks * AgeStream.CHUNK));
    assertThat(Arrays.equals(given, Arrays.copyOf(CONTENT, given.length))).as(what).isTrue();
  }

  private static byte[] flipped(byte[] file, int at, int bit) {
    byte[] copy = file.clone();
    copy[at] ^= (byte) (1 << bit);
    return copy;
  }

  @Test
  void everyBitOfTheHeaderAndTheNonceCounts() {
    for (int at = 0; at < start; at++) {
      for (int bit = 0; bit < 8; bit++) {
        assertRefused(flipped(sealed, at, bit), 0, "bit " + bit + " of byte " + at);
      }
    }
  }

  @Test
  void everyByteOfAHybridHeaderCounts() throws IOException {
    byte[] hybrid = Samples.seal(content(10), HYBRID.recipient());
    for (int at = 0; at < hybrid.length; at += at < 50 || at > 1480 ? 1 : 17) {
      assertThat(given(flipped(hybrid, at, at % 8), HYBRID, "byte " + at)).isEmpty();
    }
  }

  @Test
  void everyKindOfContentByteCounts() {
    TreeSet<Integer> places = new TreeSet<>();
    for (int chunk = start; chunk < sealed.length; chunk += AgeStream.SEALED_CHUNK) {
      int end = Math.min(sealed.length, chunk + AgeStream.SEALED_CHUNK);
      places.addAll(List.of(chunk, chunk + 1, chunk + 500, end - 17, end - 16, end - 8, end - 1));
    }
    for (int at : places) {
      int chunk = (at - start) / AgeStream.SEALED_CHUNK;
      for (int bit : new int[] {0, 7}) {
        assertRefused(flipped(sealed, at, bit), chunk, "bit " + bit + " of byte " + at);
      }
    }
  }

  @Test
  void aFileCutAnywhereIsNoticed() {
    TreeSet<Integer> lengths = new TreeSet<>(List.of(0, 1, 21, 22, start - 17, start - 16));
    for (int chunk = start; chunk <= sealed.length; chunk += AgeStream.SEALED_CHUNK) {
      lengths.addAll(List.of(chunk - 1, chunk, chunk + 1, chunk + 15, chunk + 16, chunk + 17));
    }
    lengths.addAll(List.of(sealed.length - 16, sealed.length - 1));
    for (int length : lengths) {
      int chunks = Math.max(0, length - start) / AgeStream.SEALED_CHUNK;
      assertRefused(Arrays.copyOf(sealed, length), chunks, "cut to " + length);
    }
  }

  @Test
  void whatIsAddedIsNoticed() throws IOException {
    assertRefused(Arrays.copyOf(sealed, sealed.length + 1), 2, "a byte more");

    byte[] full = Samples.seal(Arrays.copyOf(CONTENT, AgeStream.CHUNK), IDENTITY.recipient());
    assertRefused(Arrays.copyOf(full, full.length + 1), 1, "a byte after a full last chunk");
    assertRefused(Arrays.copyOf(full, full.length + 100_000), 1, "much after a full last chunk");
  }

  private static byte[] chunk(int number) {
    int from = start + number * AgeStream.SEALED_CHUNK;
    return Arrays.copyOfRange(sealed, from, Math.min(sealed.length, from + AgeStream.SEALED_CHUNK));
  }

  @Test
  void chunksCannotBeSwappedRepeatedOrLeftOut() {
    byte[] head = Arrays.copyOf(sealed, start);

    assertRefused(X25519.concat(head, chunk(1), chunk(0), chunk(2)), 0, "swapped");
    assertRefused(X25519.concat(head, chunk(0), chunk(0), chunk(1), chunk(2)), 1, "repeated");
    assertRefused(X25519.concat(head, chunk(0), chunk(2)), 1, "left out");
    assertRefused(X25519.concat(head, chunk(2)), 0, "only the last");
    assertRefused(X25519.concat(head, chunk(0), chunk(1)), 2, "without the last");
    assertRefused(X25519.concat(head, chunk(0), chunk(1), chunk(2), chunk(2)), 2, "the last twice");
    assertRefused(head, 0, "none");
  }

  @Test
  void anEmptyLastChunkIsOnlyForAnEmptyFile() {
    try (FileKey key = FileKey.random()) {
      byte[] header = AgeHeader.seal(List.of(IDENTITY.recipient()), key).bytes();
      byte[] nonce = new byte[AgeStream.NONCE];
      byte[] first = new byte[AgeStream.SEALED_CHUNK];
      byte[] last = new byte[ChaCha.TAG];
      try (AgeStream stream = new AgeStream(key, nonce)) {
        stream.seal(0, false, CONTENT, AgeStream.CHUNK, first);
        stream.seal(1, true, new byte[0], 0, last);
      }
      assertRefused(X25519.concat(header, nonce, first, last), 1, "an empty chunk after another");
    }
  }

  @Test
  void aFailureStaysOne() throws IOException {
    byte[] bad = flipped(sealed, start + AgeStream.SEALED_CHUNK + 5, 3);
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(bad), List.of(IDENTITY))) {
      assertThat(in.readNBytes(AgeStream.CHUNK)).hasSize(AgeStream.CHUNK);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(in::read)
            .isInstanceOfSatisfying(
                AgeException.class,
                e -> assertThat(e.reason()).isEqualTo(AgeException.Reason.PAYLOAD));
      }
    }
  }
}
