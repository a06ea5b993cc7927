package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestCertificate;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Trust between client and server, and the end of each refusal. */
final class TrustIT {
  @RegisterExtension final Site site = new Site();

  private Tree videos() throws IOException {
    return site.source("videos").file("clip.mp4", 1000);
  }

  @Test
  void aServerOfAnUnknownAuthorityIsUnproven() throws Exception {
    TestServer server = site.server().start();
    TestCertificate stranger = TestCertificate.create(site, "stranger", "DNS:localhost");

    RunningCommand other = site.client(server.port(), videos()).ca(stranger.ca()).run();
    RunningCommand system = site.client(server.port(), videos()).withoutCa().run();

    assertThat(List.of(other.exitCode(), system.exitCode())).containsOnly(76);
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @Test
  void aServerOfAnotherNameIsUnproven() throws Exception {
    TestCertificate other = TestCertificate.create(site, "other", "DNS:other.example");
    TestServer server = site.server().certificate(other).start();

    RunningCommand run = site.client(server.port(), videos()).ca(other.ca()).run();

    assertThat(run.exitCode()).isEqualTo(76);
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @Test
  void aWrongPinIsUnprovenWhateverTheAuthoritySays() throws Exception {
    TestServer server = site.server().start();
    String pin = TestCertificate.create(site, "stranger", "DNS:localhost").pin();

    RunningCommand run = site.client(server.port(), videos()).with("--pin", pin).run();

    assertThat(run.exitCode()).isEqualTo(76);
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @Test
  void aRightPinReplacesChainAndName() throws Exception {
    TestCertificate other = TestCertificate.create(site, "other", "DNS:other.example");
    TestServer server = site.server().certificate(other).start();
    Tree source = videos();

    site.client(server.port(), source)
        .withoutCa()
        .with("--pin", site.certificate().pin(), "--pin", other.pin())
        .runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void wrongPasswordAndUnknownUserAreRefusedWithTheSameWords() throws Exception {
    TestServer server = site.server().start();
    Account guess = new Account(ALICE.user(), "wrong guess");
    Account nobody = new Account("nobody", ALICE.password());

    RunningCommand wrong = site.client(server.port(), videos()).as(guess).run();
    RunningCommand unknown = site.client(server.port(), videos()).as(nobody).run();

    assertThat(List.of(wrong.exitCode(), unknown.exitCode())).containsOnly(77);
    assertThat(wrong.said()).isNotEmpty();
    assertThat(withoutName(unknown, nobody)).isEqualTo(withoutName(wrong, guess));
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
    assertThat(server.stored(nobody).root()).doesNotExist();
    server.stop();
    assertThat(server.process().said())
        .noneMatch(line -> line.contains(guess.password()) || line.contains(nobody.password()));
  }

  private static List<String> withoutName(RunningCommand run, Account account) {
    return run.said().stream().map(line -> line.replace(account.user(), "USER")).toList();
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    int port = site.reservedPort().number();

    RunningCommand run = site.client(port, videos()).run();

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).anyMatch(line -> line.contains(Integer.toString(port)));
  }
}
