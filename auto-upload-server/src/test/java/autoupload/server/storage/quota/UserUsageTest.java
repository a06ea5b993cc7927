package autoupload.server.storage.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.cli.ByteSize;
import autoupload.credentials.Quota;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Usage figure of a user: never too low, whatever happens while it is counted. */
class UserUsageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NONE = Duration.ZERO;
  private static final Quota QUOTA = quota(1000);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger counts = new AtomicInteger();
  private Runnable duringCount = () -> {};
  private long onDisk;

  private UserUsage use() {
    return new UserUsage(this::count, Runnable::run, nanos::get);
  }

  private static Quota quota(long bytes) {
    return new Quota(Optional.of(new ByteSize(bytes)), Optional.empty());
  }

  private static Usage bytes(long bytes) {
    return new Usage(bytes, 1);
  }

  private Usage count() {
    counts.incrementAndGet();
    duringCount.run();
    return bytes(onDisk);
  }

  private void assertUsedUp(UserUsage use, long size) {
    assertThatThrownBy(() -> use.claim(bytes(size), bytes(0), QUOTA, PATIENCE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.QUOTA))
        .hasMessageContaining("1000 bytes is used up");
  }

  @Test
  void anUploadThatEndsDuringTheCountIsInItAtLeastOnce() throws Exception {
    UserUsage use = use();
    UserUsage.Claim claim = use.claim(bytes(300));
    onDisk = 100;
    duringCount =
        () -> {
          claim.ending();
          claim.end(bytes(300));
        };

    assertThat(use.left(QUOTA, PATIENCE)).contains(600L);
  }

  @Test
  void anUploadThatBeginsDuringTheCountGivesUpNothingItMayHaveSeen() throws Exception {
    UserUsage use = use();
    onDisk = 500;
    use.claim(bytes(0), bytes(0), QUOTA, PATIENCE);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    duringCount =
        () -> {
          duringCount = () -> {};
          try {
            use.claim(bytes(300), bytes(300), QUOTA, PATIENCE); // goes on with 300 of the 500
          } catch (StorageException e) {
            throw new IllegalStateException(e);
          }
        };
    assertUsedUp(use, 600);

    assertThat(use.left(QUOTA, PATIENCE)).contains(200L);
  }

  @Test
  void aFreshFigureIsNotCountedAgainForEveryRefusal() throws Exception {
    UserUsage use = use();
    onDisk = 900;

    for (int i = 0; i < 100; i++) {
      assertUsedUp(use, 200);
    }

    assertThat(counts).hasValue(1);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    onDisk = 700;
    use.claim(bytes(200), bytes(0), QUOTA, PATIENCE);
    assertThat(counts).hasValue(2);
  }

  @Test
  void aFigureThatTookLongIsFreshForLong() throws Exception {
    UserUsage use = use();
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
    UserUsage use = use();
    UserUsage.Claim claim = use.claim(bytes(300));
    UserUsage.Claim other = use.claim(bytes(600));
    claim.begun();
    other.begun();
    duringCount =
        () -> {
          other.ending();
          onDisk = 600;
          other.end(bytes(600)); // counted, and added
        };
    assertThat(use.left(QUOTA, PATIENCE)).contains(0L);

    claim.check(QUOTA);

    duringCount = () -> {};
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    claim.check(QUOTA); // counts
    claim.check(QUOTA);
    assertThat(use.left(QUOTA, PATIENCE)).contains(100L);
    Quota less = quota(800);
    assertThatThrownBy(() -> claim.check(less)).hasMessageContaining("800 bytes is used up");
  }

  /** The store counts a partial until it knows that somebody goes on with it. */
  @Test
  void norForOneThatSawItBeforeItBegan() throws Exception {
    UserUsage use = use();
    onDisk = 600;
    use.claim(bytes(0), bytes(0), QUOTA, PATIENCE);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    UserUsage.Claim resumed = use.claim(bytes(900), bytes(600), QUOTA, PATIENCE);
    assertUsedUp(use, 500); // counts, and finds the 600

    resumed.begun();
    resumed.check(QUOTA);

    onDisk = 0;
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    resumed.check(QUOTA); // counts
    assertThat(use.left(QUOTA, PATIENCE)).contains(100L);
  }

  @Test
  void norForOneThatBeganDuringTheCountAndMayBeInItTwice() throws Exception {
    UserUsage use = use();
    onDisk = 600;
    use.claim(bytes(0), bytes(0), QUOTA, PATIENCE);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    AtomicReference<UserUsage.Claim> resumed = new AtomicReference<>();
    duringCount = () -> resumed.set(use.claim(bytes(900)));
    assertUsedUp(use, 500); // counts, and finds the 600

    resumed.get().begun();
    resumed.get().check(QUOTA);
  }

  @Test
  void aCountThatFailsRefusesInItsOwnWordsAndIsTriedAgain() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    UserUsage use =
        new UserUsage(
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new StorageException(RefusalCode.EXHAUSTED, "no descriptor");
              }
              return bytes(10);
            },
            Runnable::run,
            nanos::get);

    assertThatThrownBy(() -> use.claim(bytes(1), bytes(0), QUOTA, PATIENCE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.EXHAUSTED))
        .hasMessage("no descriptor");
    use.claim(bytes(1), bytes(0), QUOTA, PATIENCE);
    assertThat(use.left(QUOTA, PATIENCE)).contains(989L);
  }

  @Test
  void whoDoesNotWaitForTheCountIsRefusedAndTheCountGoesOn() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    UserUsage use = new UserUsage(this::count, tasks::add, nanos::get);
    onDisk = 100;

    assertThatThrownBy(() -> use.claim(bytes(1), bytes(0), QUOTA, NONE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.QUOTA))
        .hasMessageContaining("still being counted");
    assertThat(use.left(QUOTA, NONE)).contains(1000L);
    assertThat(tasks).hasSize(1);
    tasks.remove().run();

    use.claim(bytes(1), bytes(0), QUOTA, NONE);
    assertThat(use.left(QUOTA, NONE)).contains(899L);
  }

  @Test
  void filesAndFoldersHaveALimitOfTheirOwn() throws Exception {
    UserUsage use = use();
    Quota files = new Quota(Optional.empty(), Optional.of(10L));
    assertThat(use.left(files, PATIENCE)).isEmpty();
    use.claim(new Usage(0, 8), Usage.NONE, files, PATIENCE); // beside the one at rest
    UserUsage.Claim last = use.claim(new Usage(0, 1), Usage.NONE, files, PATIENCE);
    last.begun();

    assertThatThrownBy(() -> use.claim(new Usage(0, 1), Usage.NONE, files, PATIENCE))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.QUOTA))
        .hasMessageContaining("quota of 10 files and folders is used up");
    assertThat(use.left(files, PATIENCE)).contains(0L);
    last.check(files);
    use.claim(new Usage(0, 1), new Usage(0, 1), files, PATIENCE); // in place of another
  }

  @Test
  void theRefusalNamesTheLimitThatIsMet() throws Exception {
    UserUsage use = use();
    Quota both = new Quota(Optional.of(new ByteSize(1000)), Optional.of(10L));
    use.claim(new Usage(10, 9), Usage.NONE, both, PATIENCE);
    assertThatThrownBy(() -> use.claim(bytes(1), Usage.NONE, both, PATIENCE))
        .hasMessageContaining("10 files and folders");
    Quota bytes = new Quota(Optional.of(new ByteSize(1000)), Optional.of(100L));
    assertThatThrownBy(() -> use.claim(bytes(991), Usage.NONE, bytes, PATIENCE))
        .hasMessageContaining("1000 bytes");
  }

  @Test
  void allWaitForOneCount() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    UserUsage use =
        new UserUsage(
            () -> {
              counts.incrementAndGet();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return Usage.NONE;
            },
            task -> new Thread(task).start(),
            nanos::get);
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      new Thread(
              () -> {
                try {
                  use.claim(bytes(250), bytes(0), QUOTA, PATIENCE);
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
