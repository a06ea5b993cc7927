package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.UnexpectedFrames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Write queue: frames of many threads leave in order, and a client that takes none blocks only its
 * reader.
 */
class OutboxTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Gate gate = new Gate();
  private final AtomicInteger failures = new AtomicInteger();
  private final Outbox outbox =
      new Outbox(new FrameWriter(gate), threads, failures::incrementAndGet);

  @AfterEach
  void stop() {
    gate.open.countDown();
    threads.shutdownNow();
  }

  /** Network stand-in that takes everything, nothing, or fails. */
  private static final class Gate extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile Throwable failure;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failure instanceof IOException e) {
        throw e;
      } else if (failure instanceof Error e) {
        throw e;
      }
      taken.write(bytes, offset, length);
    }

    List<Long> pongs() throws IOException {
      List<Long> tokens = new ArrayList<>();
      FrameReader reader = new FrameReader(new ByteArrayInputStream(taken.toByteArray()));
      FrameHandler pongs =
          new UnexpectedFrames() {
            @Override
            public void pong(Frame.Pong frame) {
              tokens.add(frame.token());
            }
          };
      while (reader.next(pongs)) {
        // counted
      }
      return tokens;
    }
  }

  private void shut() {
    gate.open = new CountDownLatch(1);
  }

  /** Adds frames until no more fit; the first is with the writer by then. */
  private long fill() throws InterruptedException {
    outbox.add(new Frame.Pong(0));
    gate.reached.await();
    long count = 1;
    while (outbox.hasRoom()) {
      outbox.add(new Frame.Pong(count++));
    }
    return count;
  }

  private static List<Long> upTo(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  @Test
  void framesLeaveInTheOrderTheyCame() throws IOException {
    for (long i = 0; i < 10_000; i++) {
      outbox.add(new Frame.Pong(i));
    }
    assertThat(outbox.awaitEmpty(LONG)).isTrue();
    assertThat(gate.pongs()).isEqualTo(upTo(10_000));
  }

  @Test
  void framesOfManyThreadsAllLeave() throws Exception {
    List<Callable<Object>> adders = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      long first = t * 1000L;
      adders.add(
          Executors.callable(
              () ->
                  LongStream.range(first, first + 1000)
                      .forEach(i -> outbox.add(new Frame.Pong(i)))));
    }
    threads.invokeAll(adders);

    assertThat(outbox.awaitEmpty(LONG)).isTrue();
    assertThat(gate.pongs()).containsExactlyInAnyOrderElementsOf(upTo(8000));
  }

  @Test
  void addingNeverWaitsForAClientThatTakesNothingAndItsReaderDoes() throws Exception {
    shut();
    long count = fill();
    outbox.add(new Frame.Pong(count)); // an answer, say: it must not be lost
    CountDownLatch went = new CountDownLatch(1);
    threads.execute(
        () -> {
          outbox.awaitRoom();
          went.countDown();
        });

    assertThat(outbox.awaitEmpty(Duration.ofMillis(50))).isFalse();
    assertThat(went.getCount()).isEqualTo(1);
    gate.open.countDown();
    went.await();
    assertThat(outbox.awaitEmpty(LONG)).isTrue();
    assertThat(gate.pongs()).isEqualTo(upTo(count + 1));
  }

  @Test
  void nothingFollowsTheLastFrame() throws Exception {
    shut();
    outbox.add(new Frame.Pong(0));
    outbox.addLast(new Frame.Pong(1));
    outbox.add(new Frame.Pong(2));
    outbox.addLast(new Frame.Pong(3));
    gate.open.countDown();

    assertThat(outbox.awaitEmpty(LONG)).isTrue();
    assertThat(gate.pongs()).isEqualTo(upTo(2));
  }

  @Test
  void whatWaitsWhenItIsSealedStillLeaves() throws Exception {
    shut();
    long count = fill();
    outbox.seal();
    outbox.add(new Frame.Pong(count));
    gate.open.countDown();

    assertThat(outbox.awaitEmpty(LONG)).isTrue();
    assertThat(gate.pongs()).isEqualTo(upTo(count));
  }

  @Test
  void aFailingConnectionIsEndedOnceAndFreesWhoWaits() throws Exception {
    failing(new IOException("reset"));
  }

  @Test
  void soIsOneWhoseWriterDiesOfAnError() throws Exception {
    failing(new OutOfMemoryError("none left"));
  }

  private void failing(Throwable failure) throws Exception {
    shut();
    fill();
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch went = new CountDownLatch(1);
    threads.execute(
        () -> {
          waiting.countDown();
          outbox.awaitRoom();
          went.countDown();
        });
    waiting.await();
    gate.failure = failure;
    gate.open.countDown();

    went.await();
    await().atMost(LONG).until(() -> failures.get() == 1);
    outbox.add(new Frame.Pong(1));
    assertThat(outbox.awaitEmpty(LONG)).as("everything was written").isFalse();
    assertThat(failures).hasValue(1);
  }

  @Test
  void closingFreesWhoWaitsAndDropsTheRest() throws Exception {
    shut();
    fill();
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch went = new CountDownLatch(1);
    threads.execute(
        () -> {
          waiting.countDown();
          outbox.awaitRoom();
          went.countDown();
        });
    waiting.await();
    outbox.close();

    went.await();
    gate.open.countDown();
    await().atMost(LONG).until(() -> !gate.pongs().isEmpty());
    assertThat(gate.pongs()).containsExactly(0L);
    assertThat(failures).hasValue(0);
  }

  @Test
  void withoutAThreadToWriteTheConnectionEnds() {
    Outbox without =
        new Outbox(
            new FrameWriter(gate),
            task -> {
              throw new RejectedExecutionException("none");
            },
            failures::incrementAndGet);
    without.add(new Frame.Pong(1));

    assertThat(failures).hasValue(1);
    assertThat(without.awaitEmpty(LONG)).isFalse();
  }

  @Test
  void whatNoThreadIsThereForGoesWhenThereIsOne() throws Exception {
    AtomicBoolean none = new AtomicBoolean(true);
    Outbox starved =
        new Outbox(
            new FrameWriter(gate),
            task -> {
              if (none.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              threads.execute(task);
            },
            failures::incrementAndGet);

    starved.add(new Frame.Pong(1));
    starved.resume();
    starved.add(new Frame.Pong(2));
    assertThat(gate.taken.size()).isZero();
    none.set(false);
    starved.resume();

    assertThat(starved.awaitEmpty(LONG)).isTrue();
    assertThat(gate.taken.size()).isEqualTo(2 * (4 + 1 + 8));
    assertThat(failures).hasValue(0);
  }
}
