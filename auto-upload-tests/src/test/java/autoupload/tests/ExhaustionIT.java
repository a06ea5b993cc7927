package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Account.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Installation;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Resource exhaustion: a server that is out of file descriptors or threads refuses, and goes on
 * once it has some.
 */
final class ExhaustionIT {
  private static final Pattern STORED = Pattern.compile(" stored user=alice");
  private static final Pattern NOT_ACCEPTED = Pattern.compile("cannot accept connections");
  private static final Pattern NO_DESCRIPTOR =
      Pattern.compile("refused user=alice .*code=EXHAUSTED");
  private static final Pattern NO_THREAD = Pattern.compile("no thread or memory for a connection");

  /** Waits for the shortage with most files still to come, and then for it to show: 64 KiB a go. */
  private static final Link SLOW_AND_HELD =
      Link.CLEAN.delayedBy(Duration.ofMillis(20)).after(Tree.MIB, Ending.HOLD);

  /** A user nobody else is, for the limit counts the threads of all processes of a user. */
  private static final String STRANGER = "54321";

  @RegisterExtension final Site site = new Site();

  private Tree manyFiles() throws IOException {
    Tree source = site.source("videos");
    for (int i = 0; i < 400; i++) {
      source.file("clip-" + i + ".mp4", 20_000);
    }
    return source;
  }

  @Test
  void outOfDescriptorsFilesAreRefusedAndLaterTaken() throws Exception {
    TestServer server =
        site.server()
            .under(List.of("bash", "-c", "ulimit -n 64; exec \"$0\" \"$@\""))
            .with(
                "--max-pending=1000",
                "--max-pending-per-address=1000",
                "--handshake-timeout=5m", // those who say nothing stay until they leave
                "--login-timeout=5m")
            .start();
    Tree source = manyFiles();
    FaultProxy proxy = site.proxy(server).then(SLOW_AND_HELD);
    RunningCommand client = site.client(proxy.port(), source).start();
    server.process().awaitErr(STORED, 1);

    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      server.process().awaitErr(NOT_ACCEPTED, 1);
      proxy.goOn();
      server.process().awaitErr(NO_DESCRIPTOR, 1);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    assertThat(client.isAlive()).as("it waits\n" + client.transcript()).isTrue();
    client.kill();
    awaitFewDescriptors(server);

    site.client(server.port(), source).retryFor("60s").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(count(server, NOT_ACCEPTED)).as("one a minute").isLessThan(5);
    assertThat(count(server, NO_DESCRIPTOR)).as("one a minute").isLessThan(5);
    assertThat(server.stop()).isZero();
  }

  @Test
  @Tag("slow")
  void outOfThreadsConnectionsAreClosedAndLaterServed() throws Exception {
    List<String> asStranger =
        List.of(
            "setpriv",
            "--reuid=" + STRANGER,
            "--regid=" + STRANGER,
            "--clear-groups",
            "--bounding-set=-all");
    assumeCanBe(asStranger);
    TestServer server = site.server().under(asStranger);
    site.certificate();
    site.command("chown", "-R", STRANGER, site.path("").toString()).runOrFail();
    server.start();
    Tree source = manyFiles();
    FaultProxy proxy = site.proxy(server).then(SLOW_AND_HELD);
    RunningCommand client = site.client(proxy.port(), source).retryFor("90s").start();
    server.process().awaitErr(STORED, 1);

    String before = prlimit(server, asStranger, "--nproc", "--output=SOFT", "--noheadings").get(0);
    prlimit(server, asStranger, "--nproc=1:");
    RunningCommand late =
        site.client(server.port(), site.source("late").file("late.txt", 10))
            .as(BOB)
            .state("late-state")
            .run();
    assertThat(late.exitCode()).as(late.transcript()).isEqualTo(69);
    server.process().awaitErr(NO_THREAD, 1);
    assertThat(server.stored(BOB).snapshot()).isEmpty();
    proxy.goOn(); // not sooner: a connection that ended would leave its thread to the late one
    prlimit(server, asStranger, "--nproc=" + before.strip() + ":");

    assertThat(client.exitCode()).as(client.transcript()).isZero();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    site.client(server.port(), Tree.at(site.path("late"))).as(BOB).state("late-state").runOrFail();
    assertThat(server.stored(BOB).snapshot()).containsOnlyKeys("late.txt");
    assertThat(server.stop()).isZero();
  }

  private void assumeCanBe(List<String> stranger) {
    assumeTrue(
        site.command("id", "-u").runOrFail().out().equals(List.of("0"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv"))
            && Files.isExecutable(Path.of("/usr/bin/prlimit"))
            && canBe(stranger, "-x", Installation.java())
            && canBe(stranger, "-r", Installation.jar("server")),
        "`setpriv` and `prlimit` are needed, and to be root, to run the server as somebody whose"
            + " threads can be limited");
    String version =
        site.command(Installation.java().toString(), "--version").runOrFail().out().get(0);
    assumeTrue(
        Integer.parseInt(version.replaceFirst("\\S+ (\\d+).*", "$1")) < 24,
        "a connection takes no thread of the system on " + version);
  }

  private boolean canBe(List<String> stranger, String test, Path file) {
    return site.command(stranger.toArray(String[]::new))
            .with("test", test, file.toString())
            .run()
            .exitCode()
        == 0;
  }

  /** Waits until the server noticed that the others left. */
  private static void awaitFewDescriptors(TestServer server) {
    File open = new File("/proc/" + server.process().pid() + "/fd");
    await().atMost(RunningCommand.PATIENCE).until(() -> open.list().length < 40);
  }

  private List<String> prlimit(TestServer server, List<String> asStranger, String... options) {
    String pid = Long.toString(server.process().pid());
    return site.command(asStranger.toArray(String[]::new))
        .with("prlimit", "--pid", pid)
        .with(options)
        .runOrFail()
        .out();
  }

  private static long count(TestServer server, Pattern pattern) {
    return server.process().err().stream().filter(line -> pattern.matcher(line).find()).count();
  }
}
