package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Start of the server: it starts only if everything it needs is right, and otherwise says what to
 * do.
 */
final class ServerStartIT {
  private static final Pattern WAITING = Pattern.compile("waiting to start .*does not exist");
  private static final Pattern LISTENING = Pattern.compile("listening on");
  private static final String GOOD = "-p {P} -c {C} -k {K} -f {F}";

  @RegisterExtension final Site site = new Site();

  /** Splits the form at spaces, then fills password file, certificate, key and folder in. */
  private List<String> line(String form, TestServer server) {
    return Stream.of(form.split(" "))
        .map(word -> word.replace("{P}", server.passwordFile().toString()))
        .map(word -> word.replace("{C}", site.certificate().chain().toString()))
        .map(word -> word.replace("{K}", site.certificate().key().toString()))
        .map(word -> word.replace("{F}", server.folder().toString()))
        .toList();
  }

  @Test
  void everyFormOfTheCommandLineListens() throws Exception {
    TestServer server = site.server();
    List<String> forms =
        List.of(
            GOOD,
            "--pwdfilename={P} --certificatefilename={C} --privatekeyfilename={K} --folder={F}",
            "--pwdfile {P} --certificate {C} --privatekey {K} --folder {F}");
    for (String form : forms) {
      server.start(line(form, server));
      assertThat(server.stop()).as(form).isZero();
    }
  }

  @Test
  void aPortThatTheServerChoosesIsTheOneItSays() throws Exception {
    TestServer server = site.server().choosingPort();
    assertThat(server.port()).isZero();

    server.start();

    site.client(server.port(), site.source("videos").file("clip.mp4", 1000)).runOrFail();
    assertThat(server.stop()).isZero();
  }

  @Test
  void whatIsMissingOrWrongIsNamed() throws Exception {
    TestServer server = site.server();
    for (String form : List.of("-p {P} -c {C} -k {K}", "-p {P} -c {C} -k {C} -f {F}")) {
      assertRefuses(server.command(line(form, server)).run());
    }
    List<String> notThere =
        List.of(
            "-p {P}-missing -c {C} -k {K} -f {F}",
            "-p {P} -c {C}-missing -k {K} -f {F}",
            "-p {P} -c {C} -k {K} -f {F}-missing");
    for (String form : notThere) {
      RunningCommand run = server.command(line(form, server)).run();
      assertThat(run.exitCode()).as(run.transcript()).isEqualTo(75);
      assertThat(run.err().get(run.err().size() - 1)).startsWith("server: ").contains("-missing");
    }
  }

  @Test
  void withWaitAFolderThatIsMountedLateIsWaitedForAndAStopEndsTheWaiting() throws Exception {
    TestServer server = site.server().choosingPort();
    String form = GOOD + "-late --wait";
    RunningCommand stopped = server.command(line(form, server)).start();
    stopped.awaitErr(WAITING, 1);
    stopped.terminate();
    assertThat(stopped.exitCode()).as(stopped.transcript()).isZero();

    RunningCommand run = server.command(line(form, server)).start();
    run.awaitErr(WAITING, 1);
    Files.createDirectory(Path.of(server.folder() + "-late"));
    run.awaitOut(LISTENING);
    run.terminate();
    assertThat(run.exitCode()).as(run.transcript()).isZero();
  }

  @Test
  void aPrivateKeyThatOthersCanReadIsRefused() throws Exception {
    TestServer server = site.server();
    Path key = site.certificate().key();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    RunningCommand run = server.command(line(GOOD, server)).run();

    assertRefuses(run);
    assertThat(run.err()).anyMatch(line -> line.contains(key.toString()));
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() throws Exception {
    TestServer first = site.server().start();
    TestServer second = site.server();

    RunningCommand run = second.command(line(GOOD, second)).run();

    assertThat(run.exitCode()).isNotZero();
    assertSaysWhy(run);
    assertThat(first.process().isAlive()).isTrue();
  }

  private static void assertRefuses(RunningCommand run) {
    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(2);
    assertSaysWhy(run);
  }

  private static void assertSaysWhy(RunningCommand run) {
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isNotEmpty()
        .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
  }
}
