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
    assertThat(users.acquire(ALICE)).isPresent();
    assertThat(users.acquire(ALICE)).isPresent();
    assertThat(users.acquire(ALICE)).isEmpty();
    assertThat(users.acquire(BOB)).isPresent();
  }

  @Test
  void whoLeavesTwiceMakesRoomForOne() {
    UserConnections.Permit permit = users.acquire(ALICE).orElseThrow();
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
        .forEach(UserConnections.Permit::release);

    assertThat(users.users()).isZero();
  }
}
