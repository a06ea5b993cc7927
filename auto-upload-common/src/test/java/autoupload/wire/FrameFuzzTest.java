package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Mutations;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever bytes arrive, they are frames, the end, or a breach: never anything else. */
class FrameFuzzTest {
  private static final List<byte[]> FRAMES =
      FrameVector.all().stream().map(FrameVector::bytes).filter(b -> b.length < 10_000).toList();

  private static int read(byte[] bytes, boolean loggedIn) throws IOException {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    if (loggedIn) {
      reader.loggedIn();
    }
    Heard heard = new Heard();
    try {
      while (reader.next(heard.handler())) {
        // on to the end
      }
    } catch (EOFException e) {
      // cut short
    } catch (WireException e) {
      assertThat(e.code()).isIn(ErrorCode.PROTOCOL, ErrorCode.NAME_INVALID);
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(WireLimits.TEXT);
    }
    return heard.frames().size();
  }

  @Test
  void anyBytesAreFramesOrTheEndOrABreach() throws IOException {
    int[] frames = {0};
    new Mutations(FRAMES)
        .each(
            bytes -> {
              frames[0] += read(bytes, false);
              frames[0] += read(bytes, true);
            });
    assertThat(frames[0]).as("some are still frames").isPositive();
  }
}
