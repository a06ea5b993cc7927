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

    @Override
    public Space space(UserName user) {
      int number = user.equals(ELSEWHERE) ? 2 : 1;
      return new Space(number, free, total, freeFiles, totalFiles);
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

  private static void assertNoSpace(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.NO_SPACE));
  }

  @Test
  void whoBeginsWithAllOfTheDiskAndBringsNothingKeepsNobodyOut() throws Exception {
    FreeSpace space = space(0);
    assertThat(space.hold(ANN, 1000, 1)).isPresent();

    FreeSpace.Hold bob = space.hold(BOB, 300, 1).orElseThrow();
    come(bob, 300);
    for (int i = 0; i < 8; i++) { // however often ann begins
      space.hold(ANN, 1, 1);
    }
    FreeSpace.Hold small = space.hold(BOB, 20, 1).orElseThrow();
    come(small, 20);
  }

  @Test
  void allUploadsOfAUserHoldHalfOfTheRestAtMost() throws Exception {
    FreeSpace space = space(0);
    for (int i = 0; i < 20; i++) {
      space.hold(ANN, 400, 1);
    }

    assertThat(space.hold(BOB, 500, 1)).isPresent();
  }

  @Test
  void onALargeDiskAStepIsHeld() throws Exception {
    disk.free = 1000 * FreeSpace.STEP;
    disk.total = disk.free;
    FreeSpace space = space(0);
    FreeSpace.Hold ann = space.hold(ANN, 999 * FreeSpace.STEP, 1).orElseThrow();
    FreeSpace.Hold bob = space.hold(BOB, 999 * FreeSpace.STEP, 1).orElseThrow();
    assertThat(space.hold(BOB, 1001 * FreeSpace.STEP, 1)).as("never fits").isEmpty();

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
    FreeSpace.Hold ann = space.hold(ANN, 400, 1).orElseThrow();
    assertThat(space.hold(BOB, 601, 1)).isEmpty();

    FreeSpace.Hold bob = space.hold(BOB, 600, 1).orElseThrow();
    come(bob, 600);
    assertThat(space.hold(BOB, 1, 1)).isEmpty();
    come(ann, 100);
    come(ann, 300);
    ann.release();
    bob.release();
    bob.release();

    disk.free = 900;
    assertThat(space.hold(ANN, 901, 1)).isEmpty();
    assertThat(space.hold(ANN, 900, 1)).isPresent();
  }

  @Test
  void aRefusalTellsTheLogWhoHoldsTheRoomAndTheClientNot() throws Exception {
    FreeSpace space = space(0);
    space.hold(ANN, 1000, 1);
    FreeSpace.Hold bob = space.hold(BOB, 100, 1).orElseThrow();

    assertThat(space.hold(BOB, 600, 1)).isEmpty();

    assertThat(space.refusal(BOB).getMessage()).doesNotContain("ann");
    assertThat(space.refusal(BOB).getCause())
        .hasToString("600 bytes are held for uploads under way, most for ann: 500 bytes");
    bob.release();
  }

  @Test
  void inodesStayFreeToo() throws Exception {
    FreeSpace space = space(1);
    disk.freeFiles = 51;
    assertThat(space.hold(ANN, 0, 1)).isPresent();
    disk.freeFiles = 50;
    assertThat(space.hold(ANN, 0, 1)).isEmpty();
    assertThat(space.refusal(ANN)).hasMessageContaining("no room for more files");
    assertThat(space.hold(ANN, 10, 0)).as("goes on with a file that is there").isPresent();
    assertThat(space(0).hold(ANN, 0, 1)).as("all of it may be used").isPresent();
    disk.freeFiles = 0;
    assertThat(space(0).hold(ANN, 0, 1)).isEmpty();
    disk.totalFiles = 0;
    assertThat(space.hold(ANN, 0, 1)).as("inodes are made as they are needed").isPresent();
  }

  @Test
  void theFloorStaysFreeAtTheBeginningAndLater() throws Exception {
    FreeSpace space = space(200);
    assertThat(space.hold(ANN, 801, 1)).isEmpty();
    assertThat(space.refusal(ANN))
        .hasMessageContaining("200 bytes of which stay free")
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.NO_SPACE));
    FreeSpace.Hold hold = space.hold(ANN, 800, 1).orElseThrow();
    hold.check();

    disk.free = 190; // of which the last bytes of files and folders take some
    hold.check();
    disk.free = 187; // somebody else's doing

    assertNoSpace(hold::check);
  }

  @Test
  void anEmptyFileNeedsRoomAboveTheFloorToo() throws Exception {
    disk.free = 199;

    assertThat(space(200).hold(ANN, 0, 1)).isEmpty();
  }

  @Test
  void disksDoNotTakeEachOthersRoom() throws Exception {
    FreeSpace space = space(0);
    space.hold(ANN, 1000, 1);

    assertThat(space.hold(ELSEWHERE, 1000, 1)).isPresent();
    assertThat(space.hold(ANN, 501, 1)).isEmpty();
  }

  @Test
  void aStoreThatKnowsNoBoundHasNone() throws Exception {
    disk.total = 0;
    disk.free = 0;

    assertThat(space(500).hold(ANN, 1L << 62, 1)).isPresent();
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
}
