package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import autoupload.wire.WireLimits;
import org.junit.jupiter.api.Test;

class OfferMemoryTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");

  private static int fill(OfferMemory memory, UserName user, UploadName name) {
    int count = 0;
    while (memory.take(user, name)) {
      count++;
    }
    return count;
  }

  /** With {@code -Xmx512m} and the serial collector, which says it has least. */
  @Test
  void thoseOfAThousandDevicesFitInHalfAGigabyte() {
    OfferMemory memory = new OfferMemory(518_979_584 / 4);
    UploadName name = new UploadName("20241231-235959-cam1.mp4");
    for (int device = 0; device < 1000; device++) {
      for (int i = 0; i < WireLimits.OFFERS_AHEAD; i++) {
        assertThat(memory.take(new UserName("device" + device), name)).isTrue();
      }
    }
  }

  @Test
  void oneUserTakesHalfOfItAndAllTogetherNoMore() {
    UploadName name = new UploadName("n".repeat(200));
    OfferMemory memory = new OfferMemory(10 * (OfferMemory.OVERHEAD + 200));

    assertThat(fill(memory, ALICE, name)).isEqualTo(5);
    assertThat(fill(memory, BOB, name)).isEqualTo(5);
    assertThat(fill(memory, new UserName("carol"), name)).isZero();
    assertThat(memory.taken()).isEqualTo(10 * (OfferMemory.OVERHEAD + 200));

    memory.giveBack(ALICE, name);
    assertThat(fill(memory, BOB, name)).as("beyond a half").isZero();
    assertThat(fill(memory, ALICE, name)).isEqualTo(1);
  }

  @Test
  void aLongNameCostsMoreAndTwiceThatBeyondLatin1() {
    OfferMemory memory = new OfferMemory(1_000_000);
    long cost = OfferMemory.OVERHEAD;

    memory.take(ALICE, new UploadName("x".repeat(200)));
    assertThat(memory.taken()).isEqualTo(cost + 200);
    memory.take(ALICE, new UploadName("\u20ac" + "x".repeat(199)));
    assertThat(memory.taken()).isEqualTo(2 * cost + 600);
  }
}
