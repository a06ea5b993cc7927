package autoupload.tests.simulation;

import autoupload.forgetful.ForgetfulDisk;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageContract;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Storage contract on a forgetful disk: as long as nothing crashes, a store works there as on any
 * other.
 */
class ForgetfulStorageTest extends StorageContract {
  private final ForgetfulDisk disk = new ForgetfulDisk(true);
  private Path root;

  @Override
  protected Storage openStorage() {
    root = disk.boot(step -> {});
    return LocalStorage.open(root);
  }

  @Override
  protected Map<String, TestContent> storedFiles(String user) throws IOException {
    Path home = root.resolve(user);
    Map<String, TestContent> found = new TreeMap<>();
    if (Files.exists(home)) {
      try (Stream<Path> paths = Files.walk(home)) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          String name = home.relativize(path).toString();
          if (Files.isRegularFile(path)
              && !name.startsWith(".auto-upload")
              && !path.endsWith(ReservedNames.STORE_MARK)) {
            found.put(name, new TestContent(Files.readAllBytes(path)));
          }
        }
      }
    }
    return found;
  }

  @Override
  protected void damagePartial(String user, long offset) throws IOException {
    Path folder = root.resolve(user).resolve(".auto-upload-partial");
    try (Stream<Path> paths = Files.list(folder)) {
      Path part = paths.filter(path -> path.toString().endsWith(".part")).findFirst().get();
      try (FileChannel file =
          FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, offset);
        one.put(0, (byte) ~one.get(0)).flip();
        file.write(one, offset);
      }
    }
  }
}
