package autoupload.tests.crash;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.FinishedCommand;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Crash safety of the server, which dies without a last word at every point it names, as with
 * {@code kill -9}. Every file that the client called confirmed is there, nothing half-made shows
 * under a final name, and the next run completes the rest.
 */
final class ServerCrashIT {
  private static final int HALTED = 99;

  @RegisterExtension final Site site = new Site();

  /** Every failpoint there is, so that a new one is covered by itself. */
  static Stream<String> failpoints() throws ClassNotFoundException {
    Object[] names = Class.forName("autoupload.server.storage.local.StorePoint").getEnumConstants();
    return Stream.of(names).map(point -> ((Enum<?>) point).name());
  }

  /**
   * @param size of the one that takes several chunks; the third pass of a point wants three
   */
  private Tree source(long size) throws IOException {
    return site.source("videos")
        .file("first.txt", 0)
        .file("second.jpg", 5_000)
        .file("third.jpg", 50_000)
        .file("drive.mp4", size)
        .file("folder/fourth.jpg", 60_000)
        .file("folder/fifth.jpg", 70_000);
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  @Tag("slow")
  void aServerKilledThereForTheThirdTimeLosesNothingEither(String failpoint) throws Exception {
    aServerKilledThereLosesNothingItConfirmed(failpoint + ":3");
  }

  @ParameterizedTest
  @MethodSource("failpoints")
  void aServerKilledThereLosesNothingItConfirmed(String failpoint) throws Exception {
    boolean third = failpoint.endsWith(":3");
    long size = (third ? 25 : 10) * MIB;
    Tree source = source(size);
    TestServer server = site.server().haltingAt(Optional.of(failpoint)).start();

    Set<String> confirmed = uploadUntilHalted(server, source, size, failpoint);
    if (third) {
      assumeTrue(server.process().exitCode() == HALTED, "passed less than three times");
    }
    assertThat(server.process().exitCode()).as("the failpoint was reached").isEqualTo(HALTED);

    SortedMap<String, Tree.Entry> files = source.snapshot();
    SortedMap<String, Tree.Entry> survived = server.stored(ALICE).snapshot();
    assertThat(survived.keySet()).containsAll(confirmed);
    assertThat(files).as("only whole files have names").containsAllEntriesOf(survived);

    server.haltingAt(Optional.empty()).start();
    FinishedCommand rest = site.client(server.port(), source).with("-v").runHereOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(files);
    confirmed.addAll(confirmed(rest, files));
    assertThat(confirmed).as("every file is confirmed, now or before").isEqualTo(files.keySet());
  }

  /**
   * Passes every failpoint until the server is halted: an upload; the same files again, to a server
   * started anew, which has forced none of them, by a client that knows nothing; and a file that is
   * cut off in the middle and finished by its own client, or by one that knows nothing. Gives the
   * names that were confirmed on the way.
   */
  private Set<String> uploadUntilHalted(TestServer server, Tree source, long size, String failpoint)
      throws IOException {
    Set<String> confirmed = new TreeSet<>();
    confirmed.addAll(upload(server.port(), source, "state"));
    if (isHalted(server)) {
      return confirmed;
    }
    server.start();
    confirmed.addAll(upload(server.port(), source, "forgotten"));
    if (isHalted(server)) {
      return confirmed;
    }
    server.start();
    source.file("later.mp4", size);
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.after(9 * MIB, Link.Ending.CLOSE));
    confirmed.addAll(upload(proxy.port(), source, "state"));
    server.awaitLetGo(); // a client that knows nothing adopts only what nobody holds
    String finisher = failpoint.startsWith("ADOPT") ? "forgotten" : "state";
    confirmed.addAll(upload(proxy.port(), source, finisher));
    isHalted(server);
    return confirmed;
  }

  private List<String> upload(int port, Tree source, String state) throws IOException {
    TestClient client = site.client(port, source).state(state).with("-v");
    return confirmed(client.runHere(), source.snapshot());
  }

  private static boolean isHalted(TestServer server) {
    server.process().terminate();
    return server.process().exitCode() == HALTED;
  }

  private static List<String> confirmed(FinishedCommand run, SortedMap<String, ?> files) {
    List<String> lines = run.said().stream().filter(line -> line.contains("confirmed")).toList();
    return files.keySet().stream()
        .filter(name -> lines.stream().anyMatch(line -> line.contains(name)))
        .toList();
  }
}
