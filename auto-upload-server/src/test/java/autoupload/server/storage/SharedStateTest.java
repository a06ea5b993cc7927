package autoupload.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State that several servers share: nothing is added by one that does not know the rest. */
class SharedStateTest extends StateStoreContract {
  @Override
  protected StateStore openStore() {
    return new SharedState();
  }

  @Test
  void handsOverWhatAnotherServerAddedBeforeItTakesALine() throws IOException {
    List<String> seen = new ArrayList<>();
    try (StateLog one = store.open("log", seen::add);
        StateLog other = store.open("log", line -> {})) {
      other.compareAndAppend("other's");
      assertThat(one.compareAndAppend("mine")).isFalse();
      assertThat(seen).containsExactly("other's");
      assertThat(one.compareAndAppend("mine")).isTrue();
    }
    assertThat(lines("log")).containsExactly("other's", "mine");
  }

  @Test
  void replacesNothingThatTheReaderHasNotHad() throws IOException {
    List<String> seen = new ArrayList<>();
    try (StateLog one = store.open("log", seen::add);
        StateLog other = store.open("log", line -> {})) {
      one.append("mine");
      other.append("other's");
      one.replace(List.of("MINE"));
    }
    assertThat(lines("log")).containsExactly("MINE", "other's");
  }
}
