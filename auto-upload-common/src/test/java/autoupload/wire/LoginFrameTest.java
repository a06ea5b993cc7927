package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A login takes the frame it waits for, and no other. */
class LoginFrameTest {
  private static final List<Frame> OF_A_LOGIN =
      List.of(
          new Frame.Hello(1, ClientId.random(), "device", Frame.Backlog.NONE),
          new Frame.Welcome(1, Instant.EPOCH, StoreId.random(), 8),
          new Frame.Login("u", new Secret(new byte[] {1}), "", Secret.NONE),
          new Frame.Accepted(Optional.empty(), Optional.empty(), Secret.NONE, Duration.ZERO),
          new Frame.Denied(Duration.ofSeconds(1), "no"));

  private static FrameReader reading(Frame... frames) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);
    for (Frame frame : frames) {
      writer.write(frame);
    }
    writer.flush();
    return new FrameReader(new ByteArrayInputStream(out.toByteArray()));
  }

  @Test
  void theFrameThatIsExpectedIsTakenAndEveryOtherRefused() throws IOException {
    for (Frame sent : OF_A_LOGIN) {
      for (Frame expected : OF_A_LOGIN) {
        FrameReader reader = reading(sent);
        if (sent == expected) {
          assertThat(reader.expect(expected.getClass())).isEqualTo(sent);
        } else {
          assertThatThrownBy(() -> reader.expect(expected.getClass()))
              .isInstanceOf(WireException.class);
        }
      }
    }
  }

  @Test
  void aPeerThatGivesUpIsHeard() throws IOException {
    FrameReader reader = reading(new Frame.Error(RefusalCode.TIMEOUT.code(), "too slow"));

    assertThatThrownBy(() -> reader.expect(Frame.Welcome.class))
        .isInstanceOfSatisfying(
            PeerError.class, error -> assertThat(error.text()).isEqualTo("too slow"));
  }

  @Test
  void theEndOfTheConnectionIsNoFrame() throws IOException {
    FrameReader reader = reading();

    assertThatThrownBy(() -> reader.expect(Frame.Welcome.class)).isInstanceOf(EOFException.class);
  }
}
