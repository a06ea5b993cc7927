package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.log.LoggedLine;
import autoupload.tests.harness.Account;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of the real server, in both formats, as a program would read it. */
final class ServerLogIT {
  @RegisterExtension final Site site = new Site();

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void everyLineCanBeReadBackAndSaysWhatHappened(String format) throws Exception {
    TestServer server = site.server().with("--log-format", format).start();
    Tree source = site.source("videos").file("a \"b\" ü=\u202e.mp4", 100_000);

    site.client(server.port(), source).runOrFail();
    site.client(server.port(), source).state("forgot").runOrFail();
    site.client(server.port(), source)
        .as(new Account("no\u202ebody\n", "any password"))
        .state("other")
        .run();
    assertThat(server.stop()).isZero();

    List<Map<String, String>> lines =
        server.process().err().stream()
            .map(l -> format.equals("json") ? LoggedLine.ofJson(l) : LoggedLine.ofText(l))
            .toList();
    assertThat(lines).allSatisfy(line -> assertThat(line).containsKeys("time", "level", "event"));
    assertThat(lines)
        .extracting(line -> line.get("event"))
        .contains("login", "stored", "already stored", "disconnected", "login refused", "stopped");
    assertThat(lines)
        .filteredOn(line -> line.get("event").equals("stored"))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("user", ALICE.user())
                    .containsEntry("size", "100000")
                    .containsEntry("name", "a \"b\" ü=\u202e.mp4")
                    .containsKeys("peer", "digest", "duration_ms", "rate_bytes_per_s"));
    assertThat(lines)
        .filteredOn(line -> line.get("event").equals("login refused"))
        .allSatisfy(line -> assertThat(line).containsEntry("user", "no\u202ebody\n"));
  }
}
