package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.credentials.Totp;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account with one-time codes, from {@code adduser --totp} to the stored file. */
final class TotpIT {
  private static final int REFUSED = 77;
  private static final int ATTEMPTS = 5;
  private static final String OTHER_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  @RegisterExtension final Site site = new Site();
  private TestServer server;
  private Tree source;
  private String seed;

  @BeforeEach
  void start() throws IOException {
    server = site.server();
    seed = newSeed();
    server.start();
    source = site.source("videos").file("drive.mp4", 5_000);
  }

  private String newSeed() {
    RunningCommand adduser =
        site.jar("adduser")
            .with("--update", "--totp", "-u", ALICE.user())
            .with("-f", server.passwordFile().toString())
            .runOrFail();
    return adduser.out().stream()
        .filter(line -> line.startsWith("seed: "))
        .map(line -> line.substring("seed: ".length()))
        .findFirst()
        .orElseThrow();
  }

  private int upload(String device, String... options) {
    return site.client(server.port(), source).state(device).with(options).run().exitCode();
  }

  private static long step() {
    return Totp.stepAt(Instant.now());
  }

  private static void awaitNextStep() {
    long now = step();
    await().atMost(Duration.ofSeconds(60)).until(() -> step() > now);
  }

  /** Until so many of a step's 30 seconds are left, for what must happen within one. */
  private static void awaitRoomInStep(int seconds) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Instant.now().getEpochSecond() % 30 < 30 - seconds);
  }

  @Test
  void onlyTheRightCodeOpensAndATicketSparesTheNextOne() throws IOException {
    assertThat(upload("none")).isEqualTo(REFUSED);
    assertThat(upload("wrong", "-t", OTHER_SEED)).isEqualTo(REFUSED);
    assertThat(server.stored(ALICE).root()).doesNotExist();

    Path file = Files.writeString(site.path("seed"), seed + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(upload("camera", "--totp-file", file.toString())).isZero();
    server.process().awaitErr(Pattern.compile("with=code"), 1);

    server.stop();
    server.start();
    source.file("later.mp4", 6_000);
    assertThat(upload("camera")).as("with the ticket of the run before").isZero();
    server.process().awaitErr(Pattern.compile("with=ticket"), 1);
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    server.stop();
    assertThat(server.process().said()).noneMatch(line -> line.contains(seed));
  }

  /** All within one step; on a machine that is too busy for that, in another one. */
  @Test
  void aCodeIsTakenOnceAlsoAcrossARestart() {
    boolean within = false;
    for (int attempt = 0; !within && attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) { // the code of this one is used already
        awaitNextStep();
      }
      awaitRoomInStep(25);
      long step = step();
      assertThat(upload("first-" + attempt, "-t", seed)).isZero();
      int again = upload("second-" + attempt, "-t", seed);
      server.kill();
      server.start();
      int restarted = upload("third-" + attempt, "-t", seed);
      within = step() == step;
      if (within) {
        assertThat(again).isEqualTo(REFUSED);
        assertThat(restarted).isEqualTo(REFUSED);
        server.process().awaitErr(Pattern.compile("cause=code_used"), 1);
      }
    }
    assertThat(within).as("three runs of the client within 30 s").isTrue();
  }

  @Test
  void aSecondDeviceWaitsForTheNextCode() throws IOException {
    awaitRoomInStep(15);
    assertThat(upload("camera", "-t", seed)).isZero();

    RunningCommand second =
        site.client(server.port(), source)
            .state("second")
            .retryFor("2m")
            .with("-t", seed, "-v")
            .runOrFail();

    assertThat(second.err()).allMatch(line -> line.contains("trying the next one"));
  }
}
