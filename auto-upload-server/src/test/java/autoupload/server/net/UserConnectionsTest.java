package autoupload.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.UserName;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserConnectionsTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob");

  private final UserConnections users = new UserConnections(2);

  @Test
  void eachUserHasSoManyAndTakesNoneOfAnother() {
    assertThat(users.enter(ALICE)).isPresent();
    assertThat(users.enter(ALICE)).isPresent();
    assertThat(users.enter(ALICE)).isEmpty();
    assertThat(users.enter(BOB)).isPresent();
  }

  @Test
  void whoLeavesTwiceMakesRoomForOne() {
    UserConnections.Seat seat = users.enter(ALICE).orElseThrow();
    users.enter(ALICE);
    seat.leave();
    seat.leave();

    assertThat(users.enter(ALICE)).isPresent();
    assertThat(users.enter(ALICE)).isEmpty();
  }

  @Test
  void whenAllHaveLeftNothingIsRemembered() {
    IntStream.range(0, 1000)
        .parallel()
        .mapToObj(i -> users.enter(new UserName("user" + i % 10)))
        .flatMap(Optional::stream)
        .forEach(UserConnections.Seat::leave);

    assertThat(users.users()).isZero();
  }
}
