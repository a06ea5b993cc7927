package autoupload.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Executor as logins have it: a few hashes at a time, and no more waiting than there is time for.
 */
class FairExecutorTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CROWD = "192.0.2.1";
  private static final String OTHER = "198.51.100.1";

  private Duration patience = LONG;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger entered = new AtomicInteger();
  private final AtomicInteger hashing = new AtomicInteger();
  private final List<String> served = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    gate.countDown();
    threads.shutdownNow();
  }

  private FairExecutor<String, Boolean> queue(int slots, int capacity) {
    return new FairExecutor<>(threads, slots, slots, capacity);
  }

  private Future<Boolean> submit(FairExecutor<String, Boolean> queue, String source) {
    int before = entered.get();
    Callable<Boolean> login =
        () -> {
          entered.incrementAndGet();
          return queue.run(source, () -> hash(source), patience);
        };
    Future<Boolean> result = threads.submit(login);
    await().atMost(LONG).until(() -> entered.get() > before);
    return result;
  }

  private boolean hash(String source) {
    hashing.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      return false;
    }
    served.add(source);
    return true;
  }

  /** Fills the slots and then the queue. */
  private List<Future<Boolean>> crowd(FairExecutor<String, Boolean> queue, int size) {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(submit(queue, CROWD));
      int expected = i + 1;
      await().atMost(LONG).until(() -> queue.size() == expected);
    }
    return all;
  }

  private static void assertBusy(Future<Boolean> login) {
    assertThatThrownBy(login::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Busy.class,
            busy ->
                assertThat(busy.retryAfter())
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(30)));
  }

  @Test
  void aKeyThatHasAllItsSlotsFillsTheQueueAndLeavesTheFreeSlotToOthers() throws Exception {
    FairExecutor<String, Boolean> queue = new FairExecutor<>(threads, 2, 1, 1);
    Future<Boolean> running = submit(queue, CROWD);
    await().atMost(LONG).until(() -> hashing.get() == 1);
    Future<Boolean> waiting = submit(queue, CROWD);
    await().atMost(LONG).until(() -> queue.waiting() == 1);

    assertBusy(submit(queue, CROWD));

    Future<Boolean> other = submit(queue, OTHER);
    await().atMost(LONG).until(() -> hashing.get() == 2);
    gate.countDown();
    assertThat(List.of(running.get(), waiting.get(), other.get())).containsOnly(true);
  }

  @Test
  void noMoreAtATimeThanThereAreSlots() throws Exception {
    FairExecutor<String, Boolean> queue = queue(2, 100);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Callable<Boolean>> logins = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String source = "192.0.2." + i % 7;
      logins.add(
          () ->
              queue.run(
                  source,
                  () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    for (int spin = 0; spin < 10_000; spin++) {
                      Thread.onSpinWait();
                    }
                    now.decrementAndGet();
                    return true;
                  },
                  patience));
    }
    for (Future<Boolean> login : threads.invokeAll(logins)) {
      assertThat(login.get()).isTrue();
    }
    assertThat(most).hasValueLessThanOrEqualTo(2);
    await().atMost(LONG).until(() -> queue.size() == 0);
  }

  @Test
  void aSourceThatAsksOftenDelaysAnotherByOneTurnOnly() throws Exception {
    FairExecutor<String, Boolean> queue = queue(1, 100);
    List<Future<Boolean>> crowd = crowd(queue, 10);
    Future<Boolean> other = submit(queue, OTHER);
    await().atMost(LONG).until(() -> queue.size() == 11);
    gate.countDown();

    assertThat(other.get()).isTrue();
    for (Future<Boolean> login : crowd) {
      assertThat(login.get()).isTrue();
    }
    assertThat(served.indexOf(OTHER)).isLessThanOrEqualTo(2);
  }

  @Test
  void aFullQueueTurnsAwayWhoeverComesFromWhereMostCome() throws Exception {
    FairExecutor<String, Boolean> queue = queue(1, 4);
    List<Future<Boolean>> crowd = crowd(queue, 5);
    assertBusy(submit(queue, CROWD));

    Future<Boolean> other = submit(queue, OTHER);
    assertBusy(crowd.get(4));
    gate.countDown();
    assertThat(other.get()).isTrue();
    assertThat(crowd.get(3).get()).isTrue();
  }

  @Test
  void nobodyWaitsLongerThanTheBoundAndNothingIsHashedForThem() throws Exception {
    FairExecutor<String, Boolean> queue = queue(1, 4);
    patience = Duration.ofMillis(50);
    Future<Boolean> first = begun(queue);
    assertBusy(submit(queue, OTHER));
    gate.countDown();

    assertThat(first.get()).as("what is being hashed is waited for").isTrue();
    assertThat(served).containsExactly(CROWD);
  }

  /** One that is being hashed; where no thread runs within the bound, another try. */
  private Future<Boolean> begun(FairExecutor<String, Boolean> queue) {
    AtomicReference<Future<Boolean>> first = new AtomicReference<>(submit(queue, CROWD));
    await()
        .atMost(LONG)
        .until(
            () -> {
              if (first.get().isDone()) {
                first.set(submit(queue, CROWD));
              }
              return hashing.get() > 0;
            });
    return first.get();
  }

  @Test
  void aDefectInOneHashHarmsNoOther() throws Exception {
    FairExecutor<String, Boolean> queue = queue(1, 4);

    assertThatThrownBy(
            () ->
                queue.run(
                    CROWD,
                    () -> {
                      throw new IllegalStateException("no memory");
                    },
                    patience))
        .isInstanceOf(IllegalStateException.class);
    assertThat(queue.run(OTHER, () -> true, patience)).isTrue();
  }
}
