package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ciphers by native code, and by Java where that is switched off or cannot be loaded. */
final class NativeCiphersIT {
  private static final String SWITCH = "AUTO_UPLOAD_NATIVE";
  private static final String SLOWER = "ciphers are computed without native code";

  @RegisterExtension final Site site = new Site();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsThatComputeDifferentlyUnderstandEachOther(boolean nativeServer) throws Exception {
    TestServer server = site.server().env(SWITCH, nativeServer ? "on" : "off").start();
    Tree source = site.source("videos").file("clip.mp4", 3_000_000).file("empty", 0);
    String identity = site.path("identity").toString();
    String recipient = site.jar("client").with("keygen", "-o", identity).runOrFail().out().get(0);

    site.client(server.port(), source).env(SWITCH, nativeServer ? "off" : "on").runOrFail();
    site.client(server.port(), source)
        .env(SWITCH, nativeServer ? "off" : "on")
        .state("sealing")
        .with("-e", "y", "--recipient", recipient)
        .runOrFail();

    assertThat(server.stored(ALICE).snapshot()).containsAllEntriesOf(source.snapshot());
    site.jar("client")
        .env(SWITCH, nativeServer ? "on" : "off")
        .with("decrypt", "-i", identity, "-o", site.path("opened").toString())
        .with(server.stored(ALICE).path("clip.mp4.age").toString())
        .runOrFail();
    assertThat(site.path("opened")).hasSameBinaryContentAs(source.path("clip.mp4"));
    assertThat(server.process().err().stream().anyMatch(line -> line.contains(SLOWER)))
        .isEqualTo(!nativeServer);
  }

  @Test
  void theVersionTellsWhoComputes() {
    String cpu = System.getProperty("os.arch");
    assumeTrue(cpu.equals("amd64") || cpu.equals("aarch64"), "no native library for " + cpu);
    for (String command : List.of("client", "server")) {
      assertThat(site.jar(command).with("--version", "-v").runOrFail().out())
          .anyMatch(line -> line.startsWith("ciphers Conscrypt "));
      assertThat(site.jar(command).env(SWITCH, "off").with("--version", "-v").runOrFail().out())
          .anyMatch(line -> line.matches("ciphers Java \\d+ \\(AUTO_UPLOAD_NATIVE=off\\)"));
    }
    assertThat(site.jar("adduser").with("--version", "-v").runOrFail().out())
        .noneMatch(line -> line.startsWith("ciphers"));
  }

  @Test
  void aTemporaryFolderFromWhichNothingMayBeRunOnlyMakesThemSlower() throws Exception {
    Path noexec = Files.createDirectories(site.path("tmp"));
    RunningCommand mount =
        site.command("mount", "-t", "tmpfs", "-o", "noexec,mode=1777", "tmpfs", noexec.toString())
            .run();
    assumeTrue(mount.exitCode() == 0, "`mount` is not allowed here: " + mount.err());
    try {
      TestServer server = site.server().start();
      Tree source = site.source("videos").file("clip.mp4", 100_000);

      site.client(server.port(), source).runOrFail();

      assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
      assertThat(server.process().err()).anyMatch(line -> line.contains(SLOWER));
    } finally {
      site.command("umount", "-l", noexec.toString()).run();
    }
  }
}
