package autoupload.server.storage.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.server.storage.UploadKey;
import autoupload.upload.UserName;
import autoupload.wire.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is promised to one upload is not promised to another. */
class FreeSpaceTest {
  private static final UserName ANN = new UserName("ann");

  /** A disk of 1,000 bytes, in numbers; real ones are too restless to count on. */
  private static final class Disk implements StoreRoom {
    private long free = 1000;
    private long total = 1000;

    @Override
    public Space space(UserName user) {
      return new Space(user.equals(ANN) ? 1 : 2, free, total);
    }

    @Override
    public long count(UserName user) {
      return 0;
    }

    @Override
    public long replaced(UploadKey key, long offset) {
      return 0;
    }
  }

  private final Disk disk = new Disk();

  private FreeSpace space(long minFree) {
    return new FreeSpace(disk, new MinFree(Optional.of(new ByteSize(minFree))));
  }

  @Test
  void whatIsStillToComeIsHeld() throws Exception {
    FreeSpace space = space(0);
    FreeSpace.Hold hold = space.hold(ANN, 600).orElseThrow();
    assertThat(space.hold(ANN, 401)).isEmpty();

    hold.came(100);
    disk.free -= 100;
    assertThat(space.hold(ANN, 401)).isEmpty();
    hold.release();
    hold.release();

    assertThat(space.hold(ANN, 901)).isEmpty();
    assertThat(space.hold(ANN, 900)).isPresent();
  }

  @Test
  void theFloorStaysFreeAtTheBeginningAndLater() throws Exception {
    FreeSpace space = space(200);
    assertThat(space.hold(ANN, 801)).isEmpty();
    assertThat(space.refusal(ANN))
        .hasMessageContaining("200 bytes of which stay free")
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
    FreeSpace.Hold hold = space.hold(ANN, 800).orElseThrow();
    hold.check();

    disk.free = 190; // of which the last bytes of files and folders take some
    hold.check();
    disk.free = 187; // somebody else's doing

    assertThatThrownBy(hold::check)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
  }

  @Test
  void disksDoNotTakeEachOthersRoom() throws Exception {
    FreeSpace space = space(0);
    space.hold(ANN, 1000);

    assertThat(space.hold(new UserName("bob"), 1000)).isPresent();
    assertThat(space.hold(ANN, 1)).isEmpty();
  }

  @Test
  void aStoreThatKnowsNoBoundHasNone() throws Exception {
    disk.total = 0;
    disk.free = 0;

    assertThat(space(500).hold(ANN, 1L << 62)).isPresent();
  }

  @Test
  void unlessToldOtherwiseOneGibibyteOrATwentiethStaysFree() {
    long gib = 1L << 30;
    assertThat(MinFree.DEFAULT.on(new StoreRoom.Space(1, 0, 100 * gib))).isEqualTo(gib);
    assertThat(MinFree.DEFAULT.on(new StoreRoom.Space(1, 0, 2000))).isEqualTo(100);
    assertThat(new MinFree(Optional.of(new ByteSize(0))).on(new StoreRoom.Space(1, 0, 2000)))
        .isZero();
  }
}
