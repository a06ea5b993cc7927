package autoupload.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract tests for every {@link StateStore}. A store's own test extends this class. */
public abstract class StateStoreContract {
  protected StateStore store;

  /** Opens the test's store, which is empty. */
  protected abstract StateStore openStore();

  @BeforeEach
  final void openIt() {
    store = openStore();
  }

  /** The lines of a log, as somebody reads them who opens it now. */
  protected final List<String> lines(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    try (StateLog log = store.open(name, lines::add)) {
      assertThat(log.size()).isEqualTo(lines.size());
    }
    return lines;
  }

  private StateLog open(String name) throws IOException {
    return store.open(name, line -> {});
  }

  @Test
  void aNewLogIsEmpty() throws IOException {
    assertThat(lines("new")).isEmpty();
  }

  @Test
  void keepsLinesInTheirOrder() throws IOException {
    try (StateLog log = open("log")) {
      log.append("first line");
      assertThat(log.compareAndAppend("Zweite, mit Ümlaut")).isTrue();
      log.append("first line");
      assertThat(log.size()).isEqualTo(3);
    }
    assertThat(lines("log")).containsExactly("first line", "Zweite, mit Ümlaut", "first line");
    assertThat(lines("other-log")).isEmpty();
  }

  @Test
  void goesOnAfterItsLinesWereReplaced() throws IOException {
    try (StateLog log = open("log")) {
      log.append("old");
      log.replace(List.of("a", "b"));
      assertThat(log.size()).isEqualTo(2);
      assertThat(log.compareAndAppend("c")).isTrue();
    }
    assertThat(lines("log")).containsExactly("a", "b", "c");
  }

  @Test
  void allLinesCanGo() throws IOException {
    try (StateLog log = open("log")) {
      log.append("old");
      log.replace(List.of());
    }
    assertThat(lines("log")).isEmpty();
  }
}
