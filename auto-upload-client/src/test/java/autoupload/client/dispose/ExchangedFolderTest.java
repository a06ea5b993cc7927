package autoupload.client.dispose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Sent;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourcePoint;
import autoupload.client.scan.SourceReader;
import autoupload.descriptor.HeldFolder;
import autoupload.erase.ErasePoint;
import autoupload.failpoint.AtPoint;
import autoupload.failpoint.Watched;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Symbolic link attack (promise 8): whoever exchanges a folder of the source for a link leads
 * nobody out of it, at whatever moment. Outside are files of the same names, lengths and dates.
 */
@Timeout(600)
class ExchangedFolderTest {
  private static final String HEX = "0123456789abcdef".repeat(2);
  private static final int EXCHANGES = 10_000;
  private static final int PASSES = 25;

  private static final List<String> NAMES =
      List.of(
          "a.bin",
          "x".repeat(251) + ".bin",
          ReservedNames.ERASE_PREFIX + HEX,
          ReservedNames.CHECK_PREFIX + "0123abcd-b.bin");

  @TempDir private Path temporary;
  private Path source;
  private Path inside;
  private Path link;
  private Path outside;
  private HeldFolder held;

  private final List<String> uploaded = new ArrayList<>();
  private final Disposal disposal = new Disposal(OldBytes.ofThisMachine(), reason -> {});

  @BeforeEach
  void makeFolders() throws IOException {
    Path root = temporary.toRealPath();
    source = root.resolve("source");
    inside = Files.createDirectories(source.resolve("inside"));
    outside = Files.createDirectory(root.resolve("outside"));
    link = Files.createSymbolicLink(root.resolve("link"), outside);
    held = HeldFolder.open(inside);
    for (String name : NAMES) {
      make(outside.resolve(name), "outside");
    }
    makeInside();
  }

  @AfterEach
  void letGo() {
    held.close();
  }

  private void makeInside() throws IOException {
    for (String name : NAMES) {
      make(held.entry(name), "inside.");
    }
  }

  private static void make(Path file, String content) throws IOException {
    Files.writeString(file, content.repeat(1000));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
  }

  private void exchange() {
    assumeTrue(NameExchange.of(inside, link), "this file system cannot exchange names");
  }

  /** Scan, finishing of leftovers, upload and erasing, as a pass does them. */
  private void pass() throws IOException {
    for (Path leftover :
        FolderScan.of(source, FileChoice.standard(), OwnFiles.none()).interrupted()) {
      try {
        disposal.finish(leftover);
      } catch (IOException e) {
        // it is not to be reached just now
      }
    }
    for (SettledFile file : FolderScan.of(source, FileChoice.standard(), OwnFiles.none()).files()) {
      try {
        disposal.dispose(upload(file));
      } catch (IOException e) {
        // the same
      }
    }
  }

  private Confirmation upload(SettledFile file) throws IOException {
    int size = (int) file.identity().size();
    byte[] content = new byte[size];
    ContentDigest digest;
    try (SourceReader reader = SourceReader.open(file)) {
      for (int at = 0; at < size; at += reader.read(content, at, size - at)) {
        // on to its end
      }
      reader.endChunk();
      digest = reader.digest();
      uploaded.add(new String(content, StandardCharsets.US_ASCII)); // it may be on the wire
      reader.checkUnchanged();
    }
    return Confirmation.match(
            file, Sent.plain(file, digest), new Receipt(file.name(), size, digest))
        .orElseThrow();
  }

  private static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Object changed = Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        found.put(file.getFileName() + " of " + changed, Files.readString(file));
      }
    }
    return found;
  }

  private void assertOutside(Map<String, String> before) throws IOException {
    assertThat(snapshot(outside)).as("what is outside").isEqualTo(before);
    assertThat(uploaded).as("what was uploaded").allMatch(text -> text.startsWith("inside."));
  }

  static List<Watched> points() {
    List<Watched> points = new ArrayList<>(List.of(SourcePoint.values()));
    points.addAll(List.of(ErasePoint.values()));
    return points;
  }

  /** And for each time the point is passed. */
  @ParameterizedTest
  @MethodSource("points")
  void anExchangeThereLeadsNobodyOut(Watched point) throws IOException {
    Map<String, String> before = snapshot(outside);
    boolean reached = true;
    for (int nth = 1; reached; nth++) {
      try (AtPoint at = AtPoint.of(point, nth, this::exchange)) {
        pass();
        reached = at.wasReached(nth);
      }
      assertThat(reached || nth > 1).as("the point was reached").isTrue();
      assertOutside(before);
      if (reached) {
        exchange();
      }
      makeInside();
    }
  }

  @Test
  void noExchangeOfManyThousandsLeadsAnybodyOut() throws Exception {
    Map<String, String> before = snapshot(outside);
    AtomicInteger exchanges = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    exchange();
    Thread other =
        new Thread(
            () -> {
              while (!enough.get() && NameExchange.of(inside, link)) {
                exchanges.incrementAndGet();
              }
            });
    other.start();
    try {
      for (int i = 0; i < PASSES || (other.isAlive() && exchanges.get() < EXCHANGES); i++) {
        makeInside();
        pass();
      }
    } finally {
      enough.set(true);
      other.join();
    }

    assertThat(exchanges.get()).isGreaterThanOrEqualTo(EXCHANGES);
    assertThat(uploaded).as("what was uploaded at all").isNotEmpty();
    assertOutside(before);
  }

  @Test
  void whatIsMountedInTheFolderIsReachedAndErased() throws Exception {
    Path mounted = Files.createDirectory(source.resolve("mounted"));
    assumeTrue(
        run("mount", "--bind", outside.toString(), mounted.toString()) == 0,
        "`mount --bind` is not allowed here");
    try {
      pass();

      assertThat(uploaded).anyMatch(text -> text.startsWith("outside"));
      assertThat(outside).isEmptyDirectory();
    } finally {
      run("umount", mounted.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
