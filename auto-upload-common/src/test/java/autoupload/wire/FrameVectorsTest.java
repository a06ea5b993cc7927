package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.upload.RefusalCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every frame of {@code vectors.txt} is read and written as it stands there, and nothing that is
 * almost such a frame is taken for one.
 */
final class FrameVectorsTest {
  /** Fields that start with their own length, in 16 bits. */
  private static final Set<String> SIZED =
      Set.of("device", "user", "password", "otp", "ticket", "recipient", "name", "text");

  static List<FrameVector> vectors() {
    return FrameVector.all();
  }

  static List<FrameVector> vectorsButData() {
    return FrameVector.all().stream().filter(v -> !v.type().equals("DATA")).toList();
  }

  @Test
  void everyTypeHasAVector() {
    Set<Integer> types =
        Arrays.stream(FrameType.values()).map(FrameType::code).collect(Collectors.toSet());

    assertThat(vectors().stream().map(v -> v.bytes()[4] & 0xff).collect(Collectors.toSet()))
        .isEqualTo(types);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theWriterGivesTheBytes(FrameVector vector) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);

    write(vector, writer);
    writer.flush();

    assertThat(hex(out.toByteArray())).isEqualTo(hex(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theReaderGivesTheValues(FrameVector vector) throws IOException {
    Heard heard = new Heard();
    FrameReader reader = reader(vector, vector.bytes());

    assertThat(reader.next(heard.handler())).isTrue();
    assertThat(reader.next(heard.handler())).as("anything after it").isFalse();

    assertThat(heard.frames()).containsExactly(new FrameOfVector(vector).frame());
  }

  @Test
  void theReaderFindsTheFramesTheWriterPutTogether() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);
    for (FrameVector vector : vectors()) {
      write(vector, writer);
    }
    writer.flush();

    Heard heard = new Heard();
    FrameReader reader = new FrameReader(new ByteArrayInputStream(out.toByteArray()));
    reader.loggedIn();
    while (reader.next(heard.handler())) {
      // the handler has it
    }

    assertThat(heard.frames())
        .isEqualTo(vectors().stream().map(v -> new FrameOfVector(v).frame()).toList());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aFrameThatIsCutIsAnEndWithinAFrame(FrameVector vector) throws IOException {
    byte[] whole = vector.bytes();
    assertThat(reader(vector, new byte[0]).next(new Heard().handler())).isFalse();
    for (int length = 1; length < whole.length; length++) {
      FrameReader reader = reader(vector, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> reader.next(new Heard().handler()))
          .as("cut after %d bytes", length)
          .isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aLengthOfNothingOrOfEverythingIsRefused(FrameVector vector) {
    for (long length : new long[] {0, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL}) {
      assertRefused(vector, withLength(vector.bytes(), length), "length " + length);
    }
  }

  @ParameterizedTest
  @MethodSource("vectorsButData") // DATA of another length is another DATA
  void aLengthThatIsNotTheBodysIsRefused(FrameVector vector) {
    byte[] whole = vector.bytes();
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    for (int length = 1; length < whole.length - 4; length++) {
      assertRefused(vector, withLength(whole, length), "length " + length);
    }
    assertRefused(vector, withLength(longer, longer.length - 4), "a byte too many");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aFieldsLengthThatIsNotTheFieldsIsRefused(FrameVector vector) {
    for (FrameVector.Field field : vector.fields()) {
      if (SIZED.contains(field.name())) {
        byte[] bytes = vector.bytes();
        int at = vector.offsetOf(field);
        int right = ByteBuffer.wrap(bytes, at, 2).getShort();
        for (int wrong : new int[] {right - 1, right + 1, 0, 0x7fff, 0x8000, 0xffff}) {
          if (wrong >= 0 && wrong != right) {
            bytes[at] = (byte) (wrong >> 8);
            bytes[at + 1] = (byte) wrong;
            assertRefused(vector, bytes, field.name() + " of " + wrong + " bytes");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aFrameNobodyWaitsForIsRefused(FrameVector vector) {
    assertThatThrownBy(() -> reader(vector, vector.bytes()).next(new UnexpectedFrames() {}))
        .isInstanceOf(WireException.class);
  }

  private static void assertRefused(FrameVector vector, byte[] bytes, String what) {
    Heard heard = new Heard();
    assertThatThrownBy(() -> reader(vector, bytes).next(heard.handler()))
        .as(what)
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.PROTOCOL));
    assertThat(heard.frames()).as(what).isEmpty();
  }

  private static byte[] withLength(byte[] frame, long length) {
    byte[] changed = frame.clone();
    for (int i = 0; i < 4; i++) {
      changed[i] = (byte) (length >> (24 - 8 * i));
    }
    return changed;
  }

  private static FrameReader reader(FrameVector vector, byte[] bytes) {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    if (!vector.isBeforeLogin()) {
      reader.loggedIn();
    }
    return reader;
  }

  private static void write(FrameVector vector, FrameWriter writer) throws IOException {
    Object frame = new FrameOfVector(vector).frame();
    if (frame instanceof Heard.Data data) {
      byte[] bytes = HexFormat.of().parseHex(data.hex());
      writer.data(data.id(), bytes, 0, bytes.length);
    } else {
      writer.write((Frame) frame);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
