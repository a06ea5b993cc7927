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

  private Optional<PendingConnections.PendingPermit> acquire(String source, String name) {
    return pending.acquire(new Source(source), () -> closed.add(name));
  }

  @Test
  void oneSourceGetsNoMoreThanItsShare() {
    Optional<PendingConnections.PendingPermit> first = acquire("a", "a1");
    assertThat(acquire("a", "a2")).isPresent();
    assertThat(acquire("a", "a3")).isPresent();
    assertThat(acquire("a", "a4")).isEmpty();
    assertThat(acquire("b", "b1")).isPresent();
    first.orElseThrow().release();
    first.orElseThrow().release();
    assertThat(acquire("a", "a4")).isPresent();
    assertThat(pending.size()).isEqualTo(4);
    assertThat(closed).isEmpty();
  }

  @Test
  void whenAllIsFullTheOldestOfTheLargestCrowdMakesRoomForALoner() {
    for (String name : List.of("a1", "a2", "a3")) {
      acquire("a", name);
      acquire("b", name.replace('a', 'b'));
    }
    assertThat(acquire("c", "c1")).isPresent();
    assertThat(acquire("d", "d1")).isPresent();
    assertThat(closed).containsExactlyInAnyOrder("a1", "b1");
    assertThat(acquire("e", "e1")).as("nobody has more than it would have").isPresent();
    assertThat(pending.size()).isEqualTo(6);
  }

  @Test
  void nobodyMakesRoomForAnotherOfItsOwnKind() {
    for (String source : List.of("a", "b", "c", "d", "e", "f")) {
      acquire(source, source);
    }
    assertThat(acquire("g", "g")).isEmpty();
    assertThat(acquire("a", "a2")).isEmpty();
    assertThat(closed).isEmpty();
  }

  @Test
  void whoSaidWhoItIsKeepsItsPlace() {
    for (String name : List.of("a1", "a2", "a3")) {
      acquire("a", name).orElseThrow().identified();
      acquire("b", name.replace('a', 'b')).orElseThrow().identified();
    }
    assertThat(acquire("c", "c1")).isEmpty();
    assertThat(closed).isEmpty();
  }
}
