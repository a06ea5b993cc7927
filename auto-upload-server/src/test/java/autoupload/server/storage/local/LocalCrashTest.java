package autoupload.server.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.Storage;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises 1, 3 and 6: a process that ends at any point leaves nothing wrong behind. */
class LocalCrashTest {
  private static final Map<UploadKey, TestContent> UPLOADS = CrashingUploads.uploads();

  @TempDir private Path root;

  /** Every point the first time, and those of a commit again after the first receipt. */
  static Stream<String> failpoints() {
    return Stream.concat(
        Stream.of(StorePoint.values()).map(StorePoint::name),
        Stream.of(
            "FILE_FORCED:2", "PUBLISHED:2", "FOLDER_FORCED:2", "PART_UNLINKED:3", "PUBLISHED:3"));
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  void losesNoReceiptAndShowsNoPartialFile(String failpoint) throws Exception {
    List<String> receipts = uploadUntil(failpoint);

    Map<String, TestContent> files = new StoreFolder(root).files("ann");
    for (String receipt : receipts) {
      String name = receipt.substring(0, receipt.indexOf(' '));
      assertThat(files).containsKey(name);
      assertThat(name + " " + files.get(name).digest()).isEqualTo(receipt);
    }
    assertThat(UPLOADS.values()).containsAll(files.values());

    Map<String, TestContent> expected = new HashMap<>();
    try (Storage storage = LocalStorage.open(root)) {
      for (Map.Entry<UploadKey, TestContent> upload : UPLOADS.entrySet()) {
        Receipt receipt = upload.getValue().finish(storage, upload.getKey());
        assertThat(receipt.digest()).isEqualTo(upload.getValue().digest());
        expected.put(receipt.storedName().value(), upload.getValue());
      }
      assertThat(new StoreFolder(root).files("ann")).isEqualTo(expected).hasSize(3);
      assertThat(expected).containsKeys("d/small", "large.mp4");
    }
  }

  @Test
  void keepsASecondProcessOut() throws Exception {
    try (Storage storage = LocalStorage.open(root)) {
      Process second = child("").start();
      String errors = new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(errors).contains("another server is at work");
      assertThat(new StoreFolder(root).files("ann")).isEmpty();
      assertThat(storage.id()).isNotNull();
    }
  }

  private List<String> uploadUntil(String failpoint) throws IOException, InterruptedException {
    Process process = child(failpoint).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(StorePoint.EXIT_STATUS);
    return output.lines().toList();
  }

  private ProcessBuilder child(String failpoint) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dautoupload.failpoint=" + failpoint,
        "-cp",
        System.getProperty("java.class.path"),
        CrashingUploads.class.getName(),
        root.toString());
  }
}
