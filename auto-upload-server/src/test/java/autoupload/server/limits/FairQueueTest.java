package autoupload.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<String, String> queue = new FairQueue<>();

  private void add(String... jobs) {
    for (String job : jobs) {
      queue.add(job.substring(0, 1), job);
    }
  }

  private List<String> rest() {
    List<String> jobs = new ArrayList<>();
    for (Optional<String> j = queue.next(k -> true); j.isPresent(); j = queue.next(k -> true)) {
      jobs.add(j.get());
    }
    return jobs;
  }

  @Test
  void eachHasOneTurnAndThenTheOthersHave() {
    add("a1", "a2", "a3", "b1", "b2", "c1");

    assertThat(queue.next(key -> true)).contains("a1");
    add("d1", "c2");
    assertThat(rest()).containsExactly("b1", "c1", "a2", "d1", "b2", "c2", "a3");
    assertThat(queue.size()).isZero();
  }

  @Test
  void whoMayNotIsPassedOverAndKeepsItsPlace() {
    add("a1", "b1", "a2");

    assertThat(queue.next(key -> !key.equals("a"))).contains("b1");
    assertThat(queue.next(key -> !key.equals("a"))).isEmpty();
    assertThat(rest()).containsExactly("a1", "a2");
  }

  @Test
  void whatIsRemovedWaitsNoMore() {
    add("a1", "a2", "b1");

    assertThat(queue.remove("a", "a1")).isTrue();
    assertThat(queue.remove("a", "a1")).isFalse();
    assertThat(queue.remove("c", "c1")).isFalse();
    assertThat(queue.sizeOf("a")).isEqualTo(1);
    assertThat(queue.remove("a", "a2")).isTrue();
    assertThat(queue.sizeOf("a")).isZero();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(rest()).containsExactly("b1");
  }

  @Test
  void theLatestOfWhoHasMostIsKnown() {
    assertThat(queue.latestOfMost()).isEmpty();
    add("a1", "b1", "b2", "c1", "b3");

    assertThat(queue.latestOfMost()).contains("b3");
    assertThat(queue.size()).isEqualTo(5);
  }
}
