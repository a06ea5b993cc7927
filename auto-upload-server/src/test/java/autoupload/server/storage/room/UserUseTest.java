package autoupload.server.storage.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.wire.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A figure that is never too low, whatever happens while it is made. */
class UserUseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NONE = Duration.ZERO;
  private static final ByteSize QUOTA = new ByteSize(1000);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger counts = new AtomicInteger();
  private Runnable duringCount = () -> {};
  private long onDisk;

  private UserUse use() {
    return new UserUse(this::count, Runnable::run, nanos::get);
  }

  private long count() {
    counts.incrementAndGet();
    duringCount.run();
    return onDisk;
  }

  private void assertUsedUp(UserUse use, long size) {
    assertThatThrownBy(() -> use.claim(size, 0, QUOTA, PATIENCE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUOTA))
        .hasMessageContaining("1000 bytes is used up");
  }

  @Test
  void anUploadThatEndsDuringTheCountIsInItAtLeastOnce() throws Exception {
    UserUse use = use();
    UserUse.Claim claim = use.claim(300);
    onDisk = 100;
    duringCount =
        () -> {
          claim.ending();
          claim.end(300);
        };

    assertThat(use.left(QUOTA, PATIENCE)).isEqualTo(600);
  }

  @Test
  void anUploadThatBeginsDuringTheCountGivesUpNothingItMayHaveSeen() throws Exception {
    UserUse use = use();
    onDisk = 500;
    use.claim(0, 0, QUOTA, PATIENCE);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    duringCount =
        () -> {
          duringCount = () -> {};
          try {
            use.claim(300, 300, QUOTA, PATIENCE); // goes on with 300 of the 500
          } catch (StorageException e) {
            throw new IllegalStateException(e);
          }
        };
    assertUsedUp(use, 600);

    assertThat(use.left(QUOTA, PATIENCE)).isEqualTo(200);
  }

  @Test
  void aFreshFigureIsNotCountedAgainForEveryRefusal() throws Exception {
    UserUse use = use();
    onDisk = 900;

    for (int i = 0; i < 100; i++) {
      assertUsedUp(use, 200);
    }

    assertThat(counts).hasValue(1);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    onDisk = 700;
    use.claim(200, 0, QUOTA, PATIENCE);
    assertThat(counts).hasValue(2);
  }

  @Test
  void aFigureThatTookLongIsFreshForLong() throws Exception {
    UserUse use = use();
    onDisk = 900;
    duringCount = () -> nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertUsedUp(use, 200);
    nanos.addAndGet(Duration.ofSeconds(199).toNanos());
    assertUsedUp(use, 200);
    assertThat(counts).hasValue(1);

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertUsedUp(use, 200);
    assertThat(counts).hasValue(2);
  }

  @Test
  void anUploadUnderWayIsNotEndedForAFigureInDoubt() throws Exception {
    UserUse use = use();
    UserUse.Claim claim = use.claim(300);
    UserUse.Claim other = use.claim(600);
    claim.begun();
    other.begun();
    duringCount =
        () -> {
          other.ending();
          onDisk = 600;
          other.end(600); // counted, and added
        };
    assertThat(use.left(QUOTA, PATIENCE)).isZero();

    claim.check(QUOTA);

    duringCount = () -> {};
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    claim.check(QUOTA); // counts
    claim.check(QUOTA);
    assertThat(use.left(QUOTA, PATIENCE)).isEqualTo(100);
    ByteSize less = new ByteSize(800);
    assertThatThrownBy(() -> claim.check(less)).hasMessageContaining("800 bytes is used up");
  }

  /** The store counts a partial until it knows that somebody goes on with it. */
  @Test
  void norForOneThatSawItBeforeItBegan() throws Exception {
    UserUse use = use();
    onDisk = 600;
    use.claim(0, 0, QUOTA, PATIENCE);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    UserUse.Claim resumed = use.claim(900, 600, QUOTA, PATIENCE);
    assertUsedUp(use, 500); // counts, and finds the 600

    resumed.begun();
    resumed.check(QUOTA);

    onDisk = 0;
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    resumed.check(QUOTA); // counts
    assertThat(use.left(QUOTA, PATIENCE)).isEqualTo(100);
  }

  @Test
  void aCountThatFailsRefusesInItsOwnWordsAndIsTriedAgain() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    UserUse use =
        new UserUse(
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new StorageException(ErrorCode.EXHAUSTED, "no descriptor");
              }
              return 10;
            },
            Runnable::run,
            nanos::get);

    assertThatThrownBy(() -> use.claim(1, 0, QUOTA, PATIENCE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXHAUSTED))
        .hasMessage("no descriptor");
    use.claim(1, 0, QUOTA, PATIENCE);
    assertThat(use.left(QUOTA, PATIENCE)).isEqualTo(989);
  }

  @Test
  void whoDoesNotWaitForTheCountIsRefusedAndTheCountGoesOn() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    UserUse use = new UserUse(this::count, tasks::add, nanos::get);
    onDisk = 100;

    assertThatThrownBy(() -> use.claim(1, 0, QUOTA, NONE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUOTA))
        .hasMessageContaining("still being counted");
    assertThat(use.left(QUOTA, NONE)).isEqualTo(1000);
    assertThat(tasks).hasSize(1);
    tasks.remove().run();

    use.claim(1, 0, QUOTA, NONE);
    assertThat(use.left(QUOTA, NONE)).isEqualTo(899);
  }

  @Test
  void allWaitForOneCount() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    UserUse use =
        new UserUse(
            () -> {
              counts.incrementAndGet();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return 0;
            },
            task -> new Thread(task).start(),
            nanos::get);
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      new Thread(
              () -> {
                try {
                  use.claim(250, 0, QUOTA, PATIENCE);
                  done.incrementAndGet();
                } catch (StorageException e) {
                  done.addAndGet(100);
                }
              })
          .start();
    }
    await().atMost(PATIENCE).until(() -> counts.get() == 1);
    go.countDown();
    await().atMost(PATIENCE).until(() -> done.get() >= 4);

    assertThat(done).hasValue(4);
    assertThat(counts).hasValue(1);
    assertUsedUp(use, 1);
  }
}
