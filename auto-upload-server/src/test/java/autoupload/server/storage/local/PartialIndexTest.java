package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Index of unfinished uploads: those of other devices are found by name, however many there are.
 */
class PartialIndexTest {
  private static final UserName ANN = new UserName("ann");
  private static final TestContent LARGE = TestContent.random(2, CHUNK + 5000);

  /** A disk that counts the folders it lists. */
  private static final class CountingDisk extends Disk {
    private int listings;

    @Override
    DirectoryStream<Path> list(Path folder, String glob) throws IOException {
      listings++;
      return super.list(folder, glob);
    }
  }

  @TempDir private Path root;
  private final CountingDisk disk = new CountingDisk();
  private LocalStorage storage;

  @BeforeEach
  void open() {
    storage = LocalStorage.open(root, disk);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static UploadKey newDevice(String name) {
    return LARGE.key("ann", ClientId.random(), name);
  }

  private void leave(String name) throws StorageException {
    try (PartialUpload upload = storage.begin(newDevice(name), 0)) {
      LARGE.send(upload, CHUNK);
    }
  }

  @Test
  void amidThousandsOfUnfinishedUploadsNoOfferListsTheFolder() throws Exception {
    leave("first");
    leave("second");
    Path folder = root.resolve("ann/.auto-upload-partial");
    for (int i = 0; i < 2000; i++) {
      String key = "%032x-%032x".formatted(i, i);
      Files.createFile(folder.resolve(key + ".log"));
      Files.createFile(folder.resolve(key + ".part"));
    }
    storage.close();
    open();
    disk.listings = 0;

    for (int i = 0; i < 500; i++) {
      assertThat(storage.partial(newDevice("new" + i))).isEqualTo(Prefix.NONE);
      assertThat(storage.partial(newDevice("first")).offset()).isEqualTo(CHUNK);
    }
    leave("third");
    assertThat(storage.partial(newDevice("third")).offset()).isEqualTo(CHUNK);
    assertThat(storage.partial(newDevice("second")).offset()).isEqualTo(CHUNK);

    assertThat(disk.listings).as("once for a user").isEqualTo(1);
  }

  @Test
  void whatIsFinishedAdoptedOrSweptIsForgotten() throws Exception {
    assertThat(storage.partial(newDevice("none"))).isEqualTo(Prefix.NONE);
    for (String name : new String[] {"stored", "adopted", "swept", "discarded"}) {
      leave(name);
    }
    assertThat(storage.knownPartials(ANN)).isEqualTo(4);

    LARGE.finish(storage, newDevice("stored")); // which adopts it first
    assertThat(storage.knownPartials(ANN)).isEqualTo(3);
    storage.begin(newDevice("adopted"), CHUNK).close();
    assertThat(storage.knownPartials(ANN)).as("both devices' now").isEqualTo(4);
    storage.begin(newDevice("discarded"), CHUNK).discard();
    assertThat(storage.knownPartials(ANN)).as("its own device's still").isEqualTo(4);
    storage.sweep(storage.lease("sweep").orElseThrow(), Duration.ofDays(-1));

    assertThat(storage.knownPartials(ANN)).isZero();
  }
}
