package autoupload.server;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graceful stop: a server finishes what it has in full and keeps the rest. */
class StopTest {
  private static final int FILES = 100;
  private static final Content LARGE = Content.of(1, 20 << 20);

  @TempDir private Path dir;

  @Test
  void whatWasSentInFullGetsItsReceiptAlsoAmidAnotherFile() throws Exception {
    ClientId device = ClientId.random();
    TestServer server = TestServer.start(dir, "alice");
    List<Frame> last;
    try (RawClient client = server.login("alice", device)) {
      for (int id = 1; id <= FILES; id++) {
        client.send(offer(id, "file" + id, id));
      }
      for (int id = 1; id <= FILES; id++) {
        client.answer(client.next(Frame.Send.class), Content.of(id, id));
      }
      // A file whose bytes go on coming while the server stops.
      client.send(offer(1000, "large", LARGE.size()), new Frame.Begin(1000, 0));
      client.data(1000, LARGE.bytes(), 0, 1000);
      client.send(new Frame.Ping(9));
      List<Frame> before = readUntilPong(client);
      Thread sending = new Thread(() -> sendOn(client), "large");
      sending.start();
      Thread stopping = new Thread(server::close, "stop");
      stopping.start();
      last = readToEnd(client);
      client.cut();
      stopping.join();
      sending.join();
      last.addAll(0, before);
    }
    assertThat(last.stream().filter(Frame.Receipt.class::isInstance)).hasSize(FILES);
    assertThat(last.stream().filter(Frame.GoAway.class::isInstance)).hasSize(1);
    assertThat(last.stream().filter(Frame.Error.class::isInstance)).isEmpty();

    try (TestServer again = server.restart();
        RawClient client = again.login("alice", device)) {
      client.send(offer(1, "large", LARGE.size()));
      Frame.Send asked = client.next(Frame.Send.class);
      assertThat(asked.offset()).isGreaterThanOrEqualTo(1000);
      client.answer(asked, LARGE);
      client.next(Frame.Receipt.class);
      assertThat(Files.readAllBytes(again.stored("alice", "large"))).isEqualTo(LARGE.bytes());
    }
  }

  private static List<Frame> readUntilPong(RawClient client) throws IOException {
    List<Frame> frames = new ArrayList<>();
    Frame frame = client.next();
    while (!(frame instanceof Frame.Pong)) {
      frames.add(frame);
      frame = client.next();
    }
    return frames;
  }

  private static List<Frame> readToEnd(RawClient client) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Optional<Frame> f = client.read(); f.isPresent(); f = client.read()) {
      frames.add(f.get());
    }
    return frames;
  }

  /** The first chunk but its last byte, slowly enough to be at it when the server stops. */
  private static void sendOn(RawClient client) {
    try {
      for (int at = 1000; at < (8 << 20) - 1; at++) {
        client.data(1000, LARGE.bytes(), at, 1);
      }
    } catch (IOException e) {
      // the server closed
    }
  }

  @Test
  void nothingNewBeginsOnceItStops() throws Exception {
    TestServer server = TestServer.start(dir, "alice");
    try (RawClient client = server.login("alice");
        RawClient stranger = server.connect()) {
      client.send(offer(1, "a", 5));
      client.next(Frame.Send.class);
      Thread stopping = new Thread(server::close, "stop");
      stopping.start();
      assertThat(client.next(Frame.GoAway.class).text()).isNotBlank();
      client.send(new Frame.Begin(1, 0), offer(2, "b", 5));
      List<Frame> last = readToEnd(client);
      client.cut();
      assertThatThrownBy(() -> readToEnd(stranger).add(stranger.next()))
          .as("nobody waits for who did not log in")
          .isInstanceOfAny(IOException.class, AssertionError.class);
      stopping.join();

      assertThat(last)
          .allSatisfy(
              frame ->
                  assertThat(((Frame.Refused) frame).code())
                      .isEqualTo(RefusalCode.STOPPING.code()));
      assertThat(server.names("alice")).isEmpty();
      assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }
  }
}
