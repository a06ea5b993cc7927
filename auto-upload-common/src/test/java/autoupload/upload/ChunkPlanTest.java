package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkPlanTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  @ParameterizedTest
  @CsvSource({
    "0, 8388608, 1", // an empty file has one empty chunk
    "1, 8388608, 1",
    "8388608, 8388608, 1",
    "8388609, 8388608, 2",
    "68719476736, 8388608, 8192", // 64 GiB: the most chunks of the smallest size
    "68719476737, 16777216, 4097", // one byte more: they double
    "137438953472, 16777216, 8192",
    "137438953473, 33554432, 4097",
    "4611686018427387904, 562949953421312, 8192", // 2^62
  })
  void cutsAFileOfThatSize(long size, long chunkSize, int count) {
    ChunkPlan plan = ChunkPlan.forSize(size);

    assertThat(plan.chunkSize()).isEqualTo(chunkSize);
    assertThat(plan.count()).isEqualTo(count);
    assertThat(plan.start(0)).isZero();
    assertThat(plan.end(count - 1)).isEqualTo(size);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 8 * MIB, 20 * MIB, 64 * GIB + 12_345, ChunkPlan.MAX_SIZE - 1})
  void itsChunksFollowEachOtherWithoutAGap(long size) {
    ChunkPlan plan = ChunkPlan.forSize(size);

    for (int i = 1; i < plan.count(); i++) {
      assertThat(plan.start(i)).isEqualTo(plan.end(i - 1)).isLessThan(size);
    }
    assertThat(plan.end(plan.count() - 1) - plan.start(plan.count() - 1))
        .isBetween(1L, plan.chunkSize());
  }

  @Test
  void countsTheChunksThatLieWhollyBeforeAnOffset() {
    ChunkPlan plan = ChunkPlan.forSize(20 * MIB);

    assertThat(plan.completeBefore(0)).isZero();
    assertThat(plan.completeBefore(8 * MIB - 1)).isZero();
    assertThat(plan.completeBefore(8 * MIB)).isEqualTo(1);
    assertThat(plan.completeBefore(20 * MIB - 1)).isEqualTo(2);
    assertThat(plan.completeBefore(20 * MIB)).isEqualTo(3);
    assertThat(ChunkPlan.forSize(0).completeBefore(0)).isEqualTo(1);
  }

  @Test
  void refusesSizesThatNoFileHas() {
    assertThatThrownBy(() -> new ChunkPlan(-1, 8 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChunkPlan(ChunkPlan.MAX_SIZE + 1, 8 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
