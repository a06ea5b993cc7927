package autoupload.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.forgetful.ForgetfulDisk;
import autoupload.server.storage.StateLog;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.StateStoreContract;
import autoupload.server.storage.local.LocalStateStore;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract of the servers' state, on a disk that forgets what was not forced. */
class ForgetfulStateTest extends StateStoreContract {
  private static final int POWER_CUTS = 50;

  private ForgetfulDisk disk;

  @Override
  protected StateStore openStore() {
    disk = new ForgetfulDisk(true);
    return boot();
  }

  private StateStore boot() {
    return new LocalStateStore(disk.boot(step -> {}));
  }

  /** A one-time code that was used stays used. */
  @Test
  void whatWasComparedAndAppendedSurvivesAPowerCut() throws IOException {
    for (int seed = 0; seed < POWER_CUTS; seed++) {
      store = openStore();
      try (StateLog log = store.open("log", line -> {})) {
        log.replace(List.of("a"));
        assertThat(log.compareAndAppend("b")).isTrue();
        log.append("c");
      }
      disk.cutPower(new Random(seed));
      store = boot();

      assertThat(lines("log")).as("seed %d", seed).startsWith("a", "b");
    }
  }
}
