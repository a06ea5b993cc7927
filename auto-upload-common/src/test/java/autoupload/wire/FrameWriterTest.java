package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
  /** What has left the writer, and how often it was told to go on. */
  private static final class Line extends ByteArrayOutputStream {
    private int flushed;

    @Override
    public void flush() {
      flushed++;
    }
  }

  private final Line line = new Line();
  private final FrameWriter writer = new FrameWriter(line);

  @Test
  void framesWaitForAFlushAndThenLeaveAtOnce() throws IOException {
    writer.write(new Frame.Ping(1));
    writer.data(1, new byte[100], 0, 100);
    assertThat(line.size()).isZero();

    writer.flush();
    assertThat(line.size()).isEqualTo(13 + 9 + 100);
    assertThat(line.flushed).isEqualTo(1);
  }

  @Test
  void aRecordsWorthOfFramesLeavesByItself() throws IOException {
    int ping = 13;
    for (int sent = ping; sent < 16 << 10; sent += ping) {
      writer.write(new Frame.Ping(1));
      assertThat(line.size()).isZero();
    }
    writer.write(new Frame.Ping(1));
    assertThat(line.size()).isGreaterThanOrEqualTo(16 << 10);
  }

  @Test
  void largeDataIsNotCollected() throws IOException {
    writer.data(1, new byte[17 << 10], 0, 17 << 10);
    assertThat(line.size()).isEqualTo(9 + (17 << 10));
  }

  @Test
  void aRefusalIsAsLastingAsItsCode() {
    for (RefusalCode code : RefusalCode.values()) {
      assertThat(Frame.Refused.of(7, code, Duration.ZERO, ""))
          .isEqualTo(new Frame.Refused(7, code.code(), code.retryable(), Duration.ZERO, ""));
    }
  }

  @Test
  void aSecretIsEmptyOnlyWithoutBytes() {
    assertThat(new Secret(new byte[1]).isEmpty()).isFalse();
    assertThat(new Secret(new byte[] {1}).hashCode())
        .isNotEqualTo(new Secret(new byte[] {2}).hashCode());
  }
}
