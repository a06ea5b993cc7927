package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Corpus;
import autoupload.upload.RefusalCode;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frame decoder: whatever bytes arrive, they are frames, the end, or a breach, never anything else.
 */
class FrameFuzzTest {
  /** Length, type, id and offset of SEND, and the number of chunks. */
  private static final int SEND_BEFORE_HASH = 5 + 4 + 8 + 2;

  private int frames;

  static List<byte[]> vectors() {
    return FrameVector.all().stream()
        .map(FrameVector::bytes)
        .filter(bytes -> bytes.length < 10_000)
        .toList();
  }

  @MethodSource("vectors")
  @FuzzTest
  void anyBytes(byte[] input) throws IOException {
    read(input, false);
    read(input, true);
  }

  @Test
  void whatIsKnownAndWhatResemblesIt() throws IOException {
    Corpus.of(FrameFuzzTest.class, "anyBytes").and(vectors()).each(this::anyBytes);

    assertThat(frames).as("some are still frames").isPositive();
  }

  private void read(byte[] input, boolean loggedIn) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    FrameReader reader = new FrameReader(in);
    if (loggedIn) {
      reader.loggedIn();
    }
    int start = 0;
    try {
      Heard heard = new Heard();
      while (reader.next(heard.handler())) {
        int end = input.length - in.available();
        Object frame = heard.frames().get(heard.frames().size() - 1);
        assertIsWrittenAs(Arrays.copyOfRange(input, start, end), frame);
        start = end;
        frames++;
      }
      assertThat(start).as("where it ended").isEqualTo(input.length);
    } catch (EOFException e) {
      assertThat(in.available()).as("bytes not read").isZero();
    } catch (WireException e) {
      assertThat(e.code()).isIn(RefusalCode.PROTOCOL, RefusalCode.NAME_INVALID);
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(WireLimits.TEXT);
    }
  }

  /** One frame has one form, but for the hash that readers of SEND ignore if it is of nothing. */
  private static void assertIsWrittenAs(byte[] bytes, Object frame) throws IOException {
    if (frame instanceof Frame.Send send && send.held().isEmpty()) {
      Arrays.fill(bytes, SEND_BEFORE_HASH, bytes.length, (byte) 0);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);
    if (frame instanceof Heard.Data data) {
      byte[] content = HexFormat.of().parseHex(data.hex());
      writer.data(data.id(), content, 0, content.length);
    } else {
      writer.write((Frame) frame);
    }
    writer.flush();
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }
}
