package autoupload.server.storage.local;

import autoupload.server.storage.StateStore;
import autoupload.server.storage.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalStateStoreTest extends StateStoreContract {
  @TempDir private Path folder;

  @Override
  protected StateStore openStore() {
    return new LocalStateStore(folder);
  }
}
