package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.Receipt;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Process with uploads of every kind, to be killed at a {@link StorePoint}. */
final class CrashingUploads {
  static final ClientId FIRST_DEVICE = ClientId.of(new byte[16]);
  static final ClientId SECOND_DEVICE =
      ClientId.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

  private CrashingUploads() {}

  /** What is uploaded in the end, in order. */
  static Map<UploadKey, TestContent> uploads() {
    TestContent large = TestContent.random(1, 2 * CHUNK + 500_000);
    TestContent small = TestContent.random(2, 20_000);
    TestContent other = TestContent.random(3, 20_000);
    Map<UploadKey, TestContent> uploads = new LinkedHashMap<>();
    uploads.put(small.key("ann", FIRST_DEVICE, "d/small"), small);
    uploads.put(large.key("ann", SECOND_DEVICE, "large.mp4"), large);
    uploads.put(other.key("ann", SECOND_DEVICE, "d/small"), other);
    return uploads;
  }

  /** Prints a line per receipt. */
  public static void main(String[] args) throws StorageException {
    try (Storage storage = LocalStorage.open(Path.of(args[0]))) {
      for (Map.Entry<UploadKey, TestContent> upload : uploads().entrySet()) {
        TestContent content = upload.getValue();
        if (content.bytes().length > CHUNK) {
          interruptedTwice(storage, content, upload.getKey());
        }
        Receipt receipt = content.finish(storage, upload.getKey());
        System.out.println(receipt.storedName() + " " + receipt.digest());
        System.out.flush();
      }
    }
  }

  /** The first device leaves its upload to the second one, which is interrupted as well. */
  private static void interruptedTwice(Storage storage, TestContent content, UploadKey key)
      throws StorageException {
    try (PartialUpload upload =
        storage.begin(content.key("ann", FIRST_DEVICE, key.offer().name().value()), 0)) {
      content.send(upload, CHUNK + 400_000);
      upload.checkpoint();
    }
    try (PartialUpload upload = storage.begin(key, storage.partial(key).offset())) {
      content.send(upload, 2 * CHUNK + 1000);
    }
  }
}
