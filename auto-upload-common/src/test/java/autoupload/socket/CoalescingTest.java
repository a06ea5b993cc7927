package autoupload.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoalescingTest {
  private static final int LARGE = BufferPool.BUFFER_BYTES;

  private final BufferPool pool = new BufferPool(1);
  private final ElasticBuffer buffer = new ElasticBuffer(pool);
  private final LinkProgress progress = new LinkProgress();
  private final Recorder sent = new Recorder();
  private final CoalescingOutput out = new CoalescingOutput(sent, buffer, progress.out());

  private static final class Recorder extends ByteArrayOutputStream {
    private final List<Integer> calls = new ArrayList<>();

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      calls.add(length);
      super.write(bytes, offset, length);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void writesGoStraightOutUntilCollectingStarts() throws IOException {
    out.write(new byte[5]);
    out.write(1);
    assertThat(sent.calls).containsExactly(5, 1);
    assertThat(progress.bytesOut()).isEqualTo(6);
  }

  @Test
  void collectedBytesWaitForFlushPendingAndNotForFlush() throws IOException {
    out.collect();
    out.write(new byte[100]);
    out.write(new byte[200]);
    out.flush();
    assertThat(sent.calls).isEmpty();
    out.flushPending();
    assertThat(sent.calls).containsExactly(300);
    out.flushPending();
    assertThat(sent.calls).hasSize(1);
  }

  @Test
  void recordsLeaveTheLargeBufferInLargePiecesAndInOrder() throws IOException {
    out.collect();
    buffer.enlarge();
    byte[] data = random(10 * LARGE);
    int record = 16_406;
    for (int at = 0; at < data.length; at += record) {
      out.write(data, at, Math.min(record, data.length - at));
    }
    out.flushPending();
    assertThat(sent.toByteArray()).isEqualTo(data);
    assertThat(sent.calls).hasSize(20).containsOnly(LARGE / 2);
  }

  @Test
  void theSmallBufferKeepsOrderWithPiecesLargerThanItself() throws IOException {
    out.collect();
    byte[] data = random(40_000);
    out.write(data, 0, 100);
    out.write(data, 100, 20_000);
    out.write(data, 20_100, 19_900);
    out.flushPending();
    assertThat(sent.toByteArray()).isEqualTo(data);
  }

  @Test
  void theLargeBufferGoesBackAtOnceWhenEmptyElseAfterTheFlush() throws IOException {
    out.collect();
    buffer.enlarge();
    assertThat(pool.available()).isZero();
    buffer.shrink();
    assertThat(pool.available()).isEqualTo(1);
    buffer.enlarge();
    out.write(new byte[5_000]);
    buffer.shrink();
    assertThat(pool.available()).isZero();
    assertThat(sent.calls).isEmpty();
    out.flushPending();
    assertThat(sent.calls).containsExactly(5_000);
    assertThat(pool.available()).isEqualTo(1);
  }

  @Test
  void aDiscardedBufferGoesBackWithItsContentAndForGood() throws IOException {
    out.collect();
    buffer.enlarge();
    out.write(new byte[5_000]);
    buffer.discard();
    assertThat(pool.available()).isEqualTo(1);
    buffer.enlarge();
    assertThat(pool.available()).isEqualTo(1);
  }

  @Test
  void aDiscardWhileTheBufferIsInUseTakesEffectAfterwards() throws Exception {
    buffer.enlarge();
    buffer.lock();
    Thread closer = new Thread(buffer::discard);
    closer.start();
    closer.join();
    assertThat(pool.available()).isZero();
    buffer.unlock();
    assertThat(pool.available()).isEqualTo(1);
  }

  @Test
  void readsOnceForManySmallPieces() throws IOException {
    byte[] data = random(LARGE);
    List<Integer> calls = new ArrayList<>();
    CoalescingInput in =
        new CoalescingInput(
            new ByteArrayInputStream(data) {
              @Override
              public synchronized int read(byte[] to, int offset, int length) {
                calls.add(length);
                return super.read(to, offset, length);
              }
            },
            buffer,
            progress.in());
    assertThat(in.read(new byte[5])).isEqualTo(5);
    assertThat(calls).containsExactly(ElasticBuffer.SMALL_BYTES);
    buffer.enlarge();
    int rest = ElasticBuffer.SMALL_BYTES - 5;
    assertThat(in.readNBytes(rest)).isEqualTo(Arrays.copyOfRange(data, 5, 5 + rest));
    calls.clear();
    assertThat(in.readNBytes(50_000)).isEqualTo(Arrays.copyOfRange(data, rest + 5, rest + 50_005));
    assertThat(calls).containsExactly(LARGE);
    assertThat(in.available()).isEqualTo(LARGE - rest - 50_005);
    assertThat(in.readAllBytes()).hasSize(LARGE - rest - 50_005);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(progress.bytesIn()).isEqualTo(LARGE);
  }

  @Test
  void thePoolLendsNoMoreThanItsLimitAndTheSameOnesAgain() {
    byte[] first = pool.take().orElseThrow();
    assertThat(first).hasSize(LARGE);
    assertThat(pool.take()).isEmpty();
    pool.giveBack(first);
    assertThat(pool.take()).containsSame(first);
  }
}
