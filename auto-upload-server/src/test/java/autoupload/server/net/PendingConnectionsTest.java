package autoupload.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.login.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Limit on connections before their login: each gets one of few permits. */
class PendingConnectionsTest {
  private final PendingConnections pending = new PendingConnections(6, 3);
  private final List<String> closed = new ArrayList<>();

  private Optional<PendingConnections.Permit> enter(String source, String name) {
    return pending.acquire(new Source(source), () -> closed.add(name));
  }

  @Test
  void oneSourceGetsNoMoreThanItsShare() {
    Optional<PendingConnections.Permit> first = enter("a", "a1");
    assertThat(enter("a", "a2")).isPresent();
    assertThat(enter("a", "a3")).isPresent();
    assertThat(enter("a", "a4")).isEmpty();
    assertThat(enter("b", "b1")).isPresent();
    first.orElseThrow().release();
    first.orElseThrow().release();
    assertThat(enter("a", "a4")).isPresent();
    assertThat(pending.size()).isEqualTo(4);
    assertThat(closed).isEmpty();
  }

  @Test
  void whenAllIsFullTheOldestOfTheLargestCrowdMakesRoomForALoner() {
    for (String name : List.of("a1", "a2", "a3")) {
      enter("a", name);
      enter("b", name.replace('a', 'b'));
    }
    assertThat(enter("c", "c1")).isPresent();
    assertThat(enter("d", "d1")).isPresent();
    assertThat(closed).containsExactlyInAnyOrder("a1", "b1");
    assertThat(enter("e", "e1")).as("nobody has more than it would have").isPresent();
    assertThat(pending.size()).isEqualTo(6);
  }

  @Test
  void nobodyMakesRoomForAnotherOfItsOwnKind() {
    for (String source : List.of("a", "b", "c", "d", "e", "f")) {
      enter(source, source);
    }
    assertThat(enter("g", "g")).isEmpty();
    assertThat(enter("a", "a2")).isEmpty();
    assertThat(closed).isEmpty();
  }

  @Test
  void whoSaidWhoItIsKeepsItsPlace() {
    for (String name : List.of("a1", "a2", "a3")) {
      enter("a", name).orElseThrow().identified();
      enter("b", name.replace('a', 'b')).orElseThrow().identified();
    }
    assertThat(enter("c", "c1")).isEmpty();
    assertThat(closed).isEmpty();
  }
}
