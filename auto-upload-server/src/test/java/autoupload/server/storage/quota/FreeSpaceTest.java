package autoupload.server.storage.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Reservations of free space: no byte is reserved for two uploads. */
class FreeSpaceTest {
  private static final UserName ANN = new UserName("ann");

  private static final UserName BOB = new UserName("bob");
  private static final UserName ELSEWHERE = new UserName("elsewhere");

  /** Fake disk of 1,000 bytes; real ones are too restless to count on. */
  private static final class Disk implements StoreRoom {
    private long free = 1000;
    private long total = 1000;
    private long freeFiles = 1000;
    private long totalFiles = 1000;

    /** What happens between the look at the disk and its answer. */
    private Runnable meanwhile = () -> {};

    @Override
    public Space space(UserName user) {
      int number = user.equals(ELSEWHERE) ? 2 : 1;
      Space space = new Space(number, free, total, freeFiles, totalFiles);
      meanwhile.run();
      return space;
    }

    @Override
    public Usage count(UserName user) {
      return Usage.NONE;
    }

    @Override
    public Usage replaced(UploadKey key, long offset) {
      return Usage.NONE;
    }

    @Override
    public Usage cost(UploadKey key) {
      return Usage.NONE;
    }
  }

  private final Disk disk = new Disk();

  private FreeSpace space(long minFree) {
    return new FreeSpace(disk, new MinFree(Optional.of(new ByteSize(minFree))));
  }

  /** So many bytes arrive. */
  private void come(FreeSpace.Hold hold, long count) throws StorageException {
    hold.need(count);
    disk.free -= count;
    hold.came(count);
  }

  private static <T> FutureTask<T> inThread(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "writer");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static void assertNoSpace(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.NO_SPACE));
  }

  @Test
  void whoBeginsWithAllOfTheDiskAndBringsNothingKeepsNobodyOut() throws Exception {
    FreeSpace space = space(0);
    assertThat(space.measure(ANN).hold(1000, 1)).isPresent();

    FreeSpace.Hold bob = space.measure(BOB).hold(300, 1).orElseThrow();
    come(bob, 300);
    for (int i = 0; i < 8; i++) { // however often ann begins
      space.measure(ANN).hold(1, 1);
    }
    FreeSpace.Hold small = space.measure(BOB).hold(20, 1).orElseThrow();
    come(small, 20);
  }

  @Test
  void allUploadsOfAUserHoldHalfOfTheRestAtMost() throws Exception {
    FreeSpace space = space(0);
    for (int i = 0; i < 20; i++) {
      space.measure(ANN).hold(400, 1);
    }

    assertThat(space.measure(BOB).hold(500, 1)).isPresent();
  }

  @Test
  void onALargeDiskAStepIsHeld() throws Exception {
    disk.free = 1000 * FreeSpace.STEP;
    disk.total = disk.free;
    FreeSpace space = space(0);
    FreeSpace.Hold ann = space.measure(ANN).hold(999 * FreeSpace.STEP, 1).orElseThrow();
    FreeSpace.Hold bob = space.measure(BOB).hold(999 * FreeSpace.STEP, 1).orElseThrow();
    assertThat(space.measure(BOB).hold(1001 * FreeSpace.STEP, 1)).as("never fits").isEmpty();

    come(ann, FreeSpace.STEP);
    come(ann, 10 * FreeSpace.STEP);
    come(bob, 980 * FreeSpace.STEP);
    assertNoSpace(() -> come(ann, 10 * FreeSpace.STEP));

    bob.release();
    come(ann, 9 * FreeSpace.STEP);
  }

  @Test
  void whatIsHeldIsNobodyElses() throws Exception {
    FreeSpace space = space(0);
    FreeSpace.Hold ann = space.measure(ANN).hold(400, 1).orElseThrow();
    assertThat(space.measure(BOB).hold(601, 1)).isEmpty();

    FreeSpace.Hold bob = space.measure(BOB).hold(600, 1).orElseThrow();
    come(bob, 600);
    assertThat(space.measure(BOB).hold(1, 1)).isEmpty();
    come(ann, 100);
    come(ann, 300);
    ann.release();
    bob.release();
    bob.release();

    disk.free = 900;
    assertThat(space.measure(ANN).hold(901, 1)).isEmpty();
    assertThat(space.measure(ANN).hold(900, 1)).isPresent();
  }

  @Test
  void aRefusalTellsTheLogWhoHoldsTheRoomAndTheClientNot() throws Exception {
    FreeSpace space = space(0);
    space.measure(ANN).hold(1000, 1);
    FreeSpace.Hold bob = space.measure(BOB).hold(100, 1).orElseThrow();

    assertThat(space.measure(BOB).hold(600, 1)).isEmpty();

    assertThat(space.measure(BOB).refusal().getMessage()).doesNotContain("ann");
    assertThat(space.measure(BOB).refusal().getCause())
        .hasToString("600 bytes are held for uploads under way, most for ann: 500 bytes");
    bob.release();
  }

  @Test
  void inodesStayFreeToo() throws Exception {
    FreeSpace space = space(1);
    disk.freeFiles = 51;
    assertThat(space.measure(ANN).hold(0, 1)).isPresent();
    disk.freeFiles = 50;
    assertThat(space.measure(ANN).hold(0, 1)).isEmpty();
    assertThat(space.measure(ANN).refusal()).hasMessageContaining("no room for more files");
    assertThat(space.measure(ANN).hold(10, 0)).as("goes on with a file that is there").isPresent();
    assertThat(space(0).measure(ANN).hold(0, 1)).as("all of it may be used").isPresent();
    disk.freeFiles = 0;
    assertThat(space(0).measure(ANN).hold(0, 1)).isEmpty();
    disk.totalFiles = 0;
    assertThat(space.measure(ANN).hold(0, 1)).as("inodes are made as they are needed").isPresent();
  }

  @Test
  void theFloorStaysFreeAtTheBeginningAndLater() throws Exception {
    FreeSpace space = space(200);
    assertThat(space.measure(ANN).hold(801, 1)).isEmpty();
    assertThat(space.measure(ANN).refusal())
        .hasMessageContaining("200 bytes of which stay free")
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.NO_SPACE));
    FreeSpace.Hold hold = space.measure(ANN).hold(800, 1).orElseThrow();
    hold.check();

    disk.free = 190; // of which the last bytes of files and folders take some
    hold.check();
    disk.free = 187; // somebody else's doing

    assertNoSpace(hold::check);
  }

  @Test
  void anEmptyFileNeedsRoomAboveTheFloorToo() throws Exception {
    disk.free = 199;

    assertThat(space(200).measure(ANN).hold(0, 1)).isEmpty();
  }

  @Test
  void disksDoNotTakeEachOthersRoom() throws Exception {
    FreeSpace space = space(0);
    space.measure(ANN).hold(1000, 1);

    assertThat(space.measure(ELSEWHERE).hold(1000, 1)).isPresent();
    assertThat(space.measure(ANN).hold(501, 1)).isEmpty();
  }

  @Test
  void aStoreThatKnowsNoBoundHasNone() throws Exception {
    disk.total = 0;
    disk.free = 0;

    assertThat(space(500).measure(ANN).hold(1L << 62, 1)).isPresent();
  }

  @Test
  void unlessToldOtherwiseOneGibibyteOrATwentiethStaysFree() {
    long gib = 1L << 30;
    assertThat(MinFree.DEFAULT.on(new StoreRoom.Space(1, 0, 100 * gib, 0, 0))).isEqualTo(gib);
    assertThat(MinFree.DEFAULT.on(new StoreRoom.Space(1, 0, 2000, 0, 0))).isEqualTo(100);
    StoreRoom.Space inodes = new StoreRoom.Space(1, 0, 2000, 0, 1000);
    assertThat(MinFree.DEFAULT.filesOn(inodes)).isEqualTo(50);
    assertThat(MinFree.DEFAULT.filesOn(new StoreRoom.Space(1, 0, 2000, 0, 1L << 40)))
        .isEqualTo(10_000);
    assertThat(new MinFree(Optional.of(new ByteSize(0))).filesOn(inodes)).isZero();
    assertThat(new MinFree(Optional.of(new ByteSize(0))).on(new StoreRoom.Space(1, 0, 2000, 0, 0)))
        .isZero();
  }

  @Test
  void aDiskThatHangsAtABeginDoesNotHoldUpOthersBytes() throws Exception {
    FreeSpace space = space(0);
    FreeSpace.Hold ann = space.measure(ANN).hold(400, 1).orElseThrow();
    CountDownLatch hangs = new CountDownLatch(1);
    Semaphore goesOn = new Semaphore(0);
    disk.meanwhile =
        () -> {
          hangs.countDown();
          goesOn.acquireUninterruptibly();
        };
    FutureTask<Optional<FreeSpace.Hold>> bob = inThread(() -> space.measure(BOB).hold(100, 1));
    try {
      assertThat(hangs.await(1, TimeUnit.MINUTES)).isTrue();

      FutureTask<Void> others =
          inThread(
              () -> {
                come(ann, 100);
                ann.release();
                return null;
              });
      others.get(1, TimeUnit.MINUTES);

      assertThat(bob).isNotDone();
    } finally {
      goesOn.release();
    }
    assertThat(bob.get(1, TimeUnit.MINUTES)).isPresent();
  }

  @Test
  void whatCameWhileTheDiskWasAskedIsNotTakenForFree() throws Exception {
    FreeSpace space = space(0);
    FreeSpace.Hold ann = space.measure(ANN).hold(500, 1).orElseThrow();
    disk.meanwhile = () -> disk.free -= 500;
    FreeSpace.Measurement tooEarly = space.measure(BOB);
    ann.came(500);

    assertThat(tooEarly.hold(501, 1)).isEmpty();
    assertThat(tooEarly.hold(500, 1)).isPresent();
  }
}
