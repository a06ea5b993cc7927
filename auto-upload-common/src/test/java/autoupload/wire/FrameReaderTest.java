package autoupload.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile input to the frame reader: it ends in an IOException and costs little memory. */
final class FrameReaderTest {
  private static final int INPUTS = 100_000;

  @Test
  void nothingLongerThanFourKibibytesIsReadBeforeLogin() {
    for (int type = 0; type < 256; type++) {
      assertRefusedAtItsHead(new FrameReader(head(4097, type)));
      assertReadOn(new FrameReader(head(4096, type)));
    }
  }

  @Test
  void nothingLongerThanSixtyFourKibibytesIsReadAfterLoginButData() {
    for (int type = 0; type < 256; type++) {
      if (type != FrameType.DATA.code()) {
        assertRefusedAtItsHead(loggedIn(head(65_537, type)));
        assertReadOn(loggedIn(head(65_536, type)));
      }
    }
  }

  @Test
  void dataIsAtMostOneMebibyte() {
    assertRefusedAtItsHead(loggedIn(head((1 << 20) + 1, FrameType.DATA.code())));
    assertReadOn(loggedIn(head(1 << 20, FrameType.DATA.code())));
  }

  @Test
  void theLongestDataArrivesWhole() throws IOException {
    byte[] bytes = new byte[(1 << 20) - 5];
    new Random(1).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);
    writer.data(-1, bytes, 0, bytes.length);
    writer.flush();

    ByteBuffer arrived = ByteBuffer.allocate(bytes.length);
    loggedIn(new ByteArrayInputStream(out.toByteArray()))
        .next(
            new UnexpectedFrames() {
              @Override
              public void data(int id, DataBytes from) throws IOException {
                byte[] block = new byte[60_000];
                while (from.remaining() > 0) {
                  arrived.put(block, 0, from.read(block, 0, block.length));
                }
              }
            });

    assertThat(Arrays.equals(arrived.array(), bytes)).isTrue();
  }

  @Test
  void whatTheHandlerLeavesOfDataIsSkipped() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(out);
    writer.data(1, new byte[50_000], 0, 50_000);
    writer.write(new Frame.Ping(7));
    writer.flush();
    FrameReader reader = loggedIn(new ByteArrayInputStream(out.toByteArray()));

    reader.next(
        new UnexpectedFrames() {
          @Override
          public void data(int id, DataBytes from) throws IOException {
            from.read(new byte[10], 0, 10);
          }
        });
    Heard heard = new Heard();
    reader.next(heard.handler());

    assertThat(heard.frames()).containsExactly(new Frame.Ping(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5}) // the type; with the id; DATA of no bytes
  void dataWithoutBytesIsRefused(int length) {
    byte[] frame = ByteBuffer.allocate(16).putInt(length).put((byte) FrameType.DATA.code()).array();
    assertThatThrownBy(() -> loggedIn(new ByteArrayInputStream(frame)).next(new Heard().handler()))
        .isInstanceOf(WireException.class);
  }

  @Test
  void anUnknownTypeIsRefused() {
    List<Integer> known =
        FrameVector.all().stream().map(vector -> vector.bytes()[4] & 0xff).distinct().toList();
    for (int type = 0; type < 256; type++) {
      if (!known.contains(type)) {
        byte[] frame = {0, 0, 0, 1, (byte) type};
        FrameReader reader = loggedIn(new ByteArrayInputStream(frame));
        assertThatThrownBy(() -> reader.next(new Heard().handler()))
            .isInstanceOf(WireException.class)
            .hasMessageContaining("unknown frame type " + type);
      }
    }
  }

  @Test
  void randomBytesEndInAnIoExceptionOrAFrame() {
    Random random = new Random(20240229);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = new byte[random.nextInt(200)];
      random.nextBytes(input);
      if (i % 2 == 0 && input.length > 5) { // a head that promises little more than there is
        ByteBuffer.wrap(input).putInt(random.nextInt(input.length)).put(randomType(random));
      }
      assertHarmless(input, random.nextBoolean());
    }
  }

  @Test
  void damagedFramesEndInAnIoExceptionOrAFrame() {
    Random random = new Random(20240301);
    List<byte[]> frames =
        FrameVector.all().stream().map(FrameVector::bytes).filter(b -> b.length < 300).toList();
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = frames.get(random.nextInt(frames.size())).clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        input[random.nextInt(input.length)] = (byte) random.nextInt(256);
      }
      assertHarmless(input, random.nextBoolean());
    }
  }

  @Test
  void aPromiseOfBytesAllocatesNoMoreThanItsLimit() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    Random random = new Random(20240302);
    FrameHandler handler = new Heard().handler();
    long most = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = new byte[5 + random.nextInt(40)];
      random.nextBytes(input);
      input[4] = randomType(random);
      if (i % 2 == 0) { // any size is as likely as any other
        ByteBuffer.wrap(input).putInt(random.nextInt() >>> random.nextInt(32));
      }
      FrameReader reader = loggedIn(new ByteArrayInputStream(input));
      long before = threads.getThreadAllocatedBytes(self);
      readAll(reader, handler);
      most = Math.max(most, threads.getThreadAllocatedBytes(self) - before);
    }

    assertThat(most).isBetween((long) WireLimits.FRAME_CONTROL / 2, 3L * WireLimits.FRAME_CONTROL);
  }

  /** Half of them one of the protocol's own. */
  private static byte randomType(Random random) {
    return (byte) (random.nextBoolean() ? random.nextInt(0x24) : random.nextInt(256));
  }

  private static void assertHarmless(byte[] input, boolean loggedIn) {
    FrameReader reader =
        loggedIn
            ? loggedIn(new ByteArrayInputStream(input))
            : new FrameReader(new ByteArrayInputStream(input));
    assertThatCode(() -> readAll(reader, new Heard().handler())).doesNotThrowAnyException();
  }

  /** Reads to the end or to the first breach; anything but an IOException gets out. */
  private static void readAll(FrameReader reader, FrameHandler handler) {
    try {
      while (reader.next(handler)) {
        // the handler has it
      }
    } catch (IOException e) {
      assertThat(e).isInstanceOfAny(WireException.class, EOFException.class);
    }
  }

  private static void assertRefusedAtItsHead(FrameReader reader) {
    assertThatThrownBy(() -> reader.next(new Heard().handler())).isInstanceOf(WireException.class);
  }

  /** The length is no reason to refuse; that nothing follows is. */
  private static void assertReadOn(FrameReader reader) {
    assertThatThrownBy(() -> reader.next(new Heard().handler())).isInstanceOf(EOFException.class);
  }

  private static ByteArrayInputStream head(int length, int type) {
    return new ByteArrayInputStream(ByteBuffer.allocate(5).putInt(length).put((byte) type).array());
  }

  private static FrameReader loggedIn(ByteArrayInputStream in) {
    FrameReader reader = new FrameReader(in);
    reader.loggedIn();
    return reader;
  }
}
