package autoupload.tests.crash;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.age.AgeFile;
import autoupload.age.Identity;
import autoupload.age.KeyFile;
import autoupload.client.journal.Journal;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.failpoint.Halting;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Crash safety of the client, which dies without a last word at every point it names, while it
 * uploads and erases. Nothing is gone that the server has not byte for byte, and the next run
 * completes the rest: every file is stored once, and nothing is left beside the sources.
 */
final class ClientCrashIT {
  /** More superfluous records than the journal bears. */
  private static final int MANY = 1100;

  @RegisterExtension static final Site SITE = new Site();

  private static TestServer server;
  private static Identity identity;
  private static int tests;

  private final Map<String, String> expected = new TreeMap<>();
  private Tree source;
  private String state;
  private String inner;
  private boolean seals;

  /** In bytes. More than one chunk where it is worth its time; ResumeIT has it for the others. */
  private long video = MIB;

  @BeforeAll
  static void startServer() throws IOException {
    server = SITE.server();
    Path keys = SITE.path("identity");
    SITE.jar("adduser")
        .with("--update", "-u", ALICE.user(), "-f", server.passwordFile().toString())
        .with("--identity", keys.toString())
        .runOrFail();
    identity = KeyFile.identities(keys, new PrintWriter(Writer.nullWriter())).get(0);
    server.start();
  }

  /** One server is enough for all: each test has names, a folder and a state of its own. */
  @BeforeEach
  void makeSource() throws IOException {
    source = SITE.source("source-" + tests);
    state = "state-" + tests;
    inner = "test-" + tests;
    tests++;
  }

  /** Every failpoint there is, so that a new one is covered by itself. */
  private static List<Halting> points() {
    return new ClassFileImporter()
        .importPackages("autoupload.client", "autoupload.erase").stream()
            .filter(found -> found.isEnum() && found.isAssignableTo(Halting.class))
            .map(JavaClass::reflect)
            .flatMap(type -> Stream.of(type.getEnumConstants()))
            .map(Halting.class::cast)
            .toList();
  }

  private static boolean isOfSeals(Halting point) {
    return point.getClass().getPackageName().equals("autoupload.client.seal");
  }

  static List<String> failpoints() {
    List<String> names = points().stream().map(Halting::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("RECEIPT_SEEN", "RECORDS_FORCED", "PARKED", "SEGMENT_FORCED");
    return points().stream().filter(point -> !isOfSeals(point)).map(Halting::name).toList();
  }

  /** Those of the seals, and those on whose both sides the seal must still be there, or be gone. */
  static List<String> failpointsOfSealedUploads() {
    return Stream.concat(
            points().stream().filter(ClientCrashIT::isOfSeals).map(Halting::name),
            Stream.of("END_SENT", "RECEIPT_SEEN", "RECEIPT_JOURNALLED"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  void aClientKilledThereLosesNothing(String failpoint) throws Exception {
    uploadUntilHalted(failpoint);

    assertTheRestIsDone();
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  @Tag("slow")
  void norDoesOneThatForgotEverythingMeanwhile(String failpoint) throws Exception {
    video = 9 * MIB;
    uploadUntilHalted(failpoint);
    try (Stream<Path> all = Files.walk(SITE.path(state))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }

    assertTheRestIsDone();
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  @Tag("slow")
  void norDoesOneThatIsKilledThereForTheThirdTime(String failpoint) throws Exception {
    video = 9 * MIB;
    assumeTrue(isHaltedSomewhere(failpoint + ":3"), "passed less than three times");

    assertTheRestIsDone();
  }

  /** What was sealed is stored once each, so what was sent was never sealed anew. */
  @ParameterizedTest
  @MethodSource("failpointsOfSealedUploads")
  void aSealingClientKilledThereLosesNothing(String failpoint) throws Exception {
    seals = true;
    video = 9 * MIB;
    uploadUntilHalted(failpoint);

    assertTheRestIsDone();
    assertNoSealIsLeft();
  }

  private void assertNoSealIsLeft() throws IOException {
    try (Stream<Path> all = Files.walk(SITE.path(state))) {
      assertThat(all.filter(path -> path.getParent().endsWith("seals"))).isEmpty();
    }
  }

  private void uploadUntilHalted(String failpoint) throws IOException {
    assertThat(isHaltedSomewhere(failpoint)).as("the failpoint was reached").isTrue();
  }

  /**
   * Passes every failpoint until the client is halted: an upload; with a journal that is due to be
   * compacted, another one, of which the server has a part already; and one after a client that was
   * killed before it looked at what it was about to erase.
   */
  private boolean isHaltedSomewhere(String failpoint) throws IOException {
    make("first.jpg", 5_000);
    make("x".repeat(seals ? 247 : 251) + ".jpg", 6_000);
    make("folder/drive.mp4", video);
    make("folder/third.jpg", 0);
    if (isHaltedAt(failpoint)) {
      return true;
    }
    fillJournal();
    if (!seals) { // the same content sealed twice is two files
      make("first.jpg", 5_000);
    }
    make("second.jpg", 50_000);
    if (isHaltedAt(failpoint)) {
      return true;
    }
    make("fourth.jpg", 60_000);
    assertThat(isHaltedAt("PARKED")).isTrue();
    return isHaltedAt(failpoint);
  }

  private void make(String name, long size) throws IOException {
    Tree files = Tree.at(source.path(inner)).file(name, size);
    expected.put(name, files.snapshot().get(name).sha256());
  }

  private TestClient client() {
    return SITE.client(server.port(), source).state(state).with("-d", "y", "-e", seals ? "y" : "n");
  }

  /** Whether the client was; if not, it did all there was to do. */
  private boolean isHaltedAt(String failpoint) throws IOException {
    int status = client().haltingAt(failpoint).run().exitCode();
    assertThat(status).isIn(0, Halting.EXIT_STATUS);
    Map<String, String> stored = stored();
    assertThat(stored).as("what is gone is stored").containsAllEntriesOf(gone());
    assertThat(expected).as("what is stored is whole").containsAllEntriesOf(stored);
    return status == Halting.EXIT_STATUS;
  }

  private Map<String, String> gone() throws IOException {
    Map<String, String> gone = new TreeMap<>(expected);
    gone.keySet().removeAll(Tree.at(source.path(inner)).snapshot().keySet());
    return gone;
  }

  /** What the server has, and its owner can open. */
  private Map<String, String> stored() throws IOException {
    Tree tree = Tree.at(server.stored(ALICE).path(inner));
    if (!seals) {
      return tree.snapshot().entrySet().stream()
          .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().sha256()));
    }
    Map<String, String> opened = new TreeMap<>();
    for (String name : tree.snapshot().keySet()) {
      assertThat(name).endsWith(AgeFile.SUFFIX);
      byte[] plain;
      try (InputStream in = AgeFile.open(sealed(tree.path(name)), List.of(identity))) {
        plain = in.readAllBytes();
      }
      String digest = HexFormat.of().formatHex(ContentDigest.newSha256().digest(plain));
      opened.put(name.substring(0, name.length() - AgeFile.SUFFIX.length()), digest);
    }
    return opened;
  }

  private static InputStream sealed(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file));
  }

  private Path journal() throws IOException {
    try (Stream<Path> all = Files.walk(SITE.path(state))) {
      return all.filter(path -> path.endsWith("journal")).findFirst().orElseThrow();
    }
  }

  /** With failures of a file that is no more. */
  private void fillJournal() throws IOException {
    FileIdentity identity = new FileIdentity(1, Instant.EPOCH, "none");
    SettledFile file = new SettledFile(source.root(), new UploadName("former"), identity);
    try (Journal journal = Journal.open(journal())) {
      for (int i = 0; i < MANY; i++) {
        journal.failed(file, Instant.EPOCH);
      }
    }
  }

  private void assertTheRestIsDone() throws IOException {
    client().runHereOrFail();

    assertThat(stored()).as("all, and each once").isEqualTo(expected);
    try (Stream<Path> left = Files.walk(source.root())) {
      assertThat(left).as("left at the source").allMatch(Files::isDirectory);
    }
    long length = Files.size(journal());
    Journal.open(journal()).close();
    assertThat(Files.size(journal())).as("length, nothing cut off").isEqualTo(length).isPositive();
  }
}
