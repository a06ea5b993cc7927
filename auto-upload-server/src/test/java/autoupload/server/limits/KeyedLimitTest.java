package autoupload.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.UserName;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyedLimitTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");

  private final KeyedLimit<UserName> users = new KeyedLimit<>(Long.MAX_VALUE, 2);

  @Test
  void eachUserHasSoManyAndTakesNoneOfAnother() {
    assertThat(users.acquire(ALICE)).isPresent();
    assertThat(users.acquire(ALICE)).isPresent();
    assertThat(users.acquire(ALICE)).isEmpty();
    assertThat(users.acquire(BOB)).isPresent();
  }

  @Test
  void whoLeavesTwiceMakesRoomForOne() {
    KeyedLimit<UserName>.Permit permit = users.acquire(ALICE).orElseThrow();
    users.acquire(ALICE);
    permit.release();
    permit.release();

    assertThat(users.acquire(ALICE)).isPresent();
    assertThat(users.acquire(ALICE)).isEmpty();
  }

  @Test
  void whenAllHaveLeftNothingIsRemembered() {
    IntStream.range(0, 1000)
        .parallel()
        .mapToObj(i -> users.acquire(new UserName("user" + i % 10)))
        .flatMap(Optional::stream)
        .forEach(permit -> permit.release());

    assertThat(users.keys()).isZero();
  }
}
