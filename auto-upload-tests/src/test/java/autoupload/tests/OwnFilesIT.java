package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Account.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Auto Upload's own files among the user's: the client neither uploads nor erases them. */
final class OwnFilesIT {
  @RegisterExtension final Site site = new Site();

  @Test
  void nothingOfAutoUploadsOwnIsUploadedOrErased() throws Exception {
    TestServer server = site.server().start();
    Tree card = site.source("card");
    Path password = Files.writeString(card.path("pw"), ALICE.password() + "\n");
    Path ca = Files.copy(site.certificate().ca(), card.path("ca.pem"));
    Path jar = Files.copy(Installation.jar("client"), card.path("client.jar"));
    Path options = Files.writeString(card.path("jvm.options"), "-XX:+UseSerialGC\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    site.client(server.port(), site.source("other").file("o.bin", 10))
        .as(BOB)
        .state("card/state")
        .runOrFail();
    Set<String> own = new TreeSet<>(card.snapshot().keySet());
    assertThat(own).anyMatch(name -> name.matches("state/[0-9a-f]{16}/ticket"));
    card.file("v.bin", 20);
    String[] words = {
      "-s", "127.0.0.1", "--port", Integer.toString(server.port()), "-u", ALICE.user(),
      "--password-file", password.toString(), "--ca", ca.toString(), "--settle", "0",
      "--state", card.path("state").toString(), "-f", card.root().toString(), "-d", "y"
    };
    List<String> java =
        List.of(
            Installation.java().toString(),
            "-XX:VMOptionsFile=" + options,
            "-Duser.home=" + site.path("home"),
            "-jar",
            jar.toString());

    RunningCommand first = site.command(java.toArray(String[]::new)).with(words).runOrFail();
    RunningCommand second = site.command(java.toArray(String[]::new)).with(words).runOrFail();

    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("v.bin");
    assertThat(card.snapshot().keySet()).containsAll(own).doesNotContain("v.bin");
    Set<String> said =
        first.err().stream()
            .filter(line -> line.contains("is never uploaded or erased"))
            .map(line -> line.split(" ", -1)[1].replaceAll("/.*", ""))
            .collect(Collectors.toSet());
    assertThat(said)
        .containsExactlyInAnyOrder("pw", "ca.pem", "client.jar", "jvm.options", "state");
    assertThat(second.said()).isEmpty();
  }

  @Test
  void theHomeIsNotErasedUnlessAnOptionSaysSo() throws Exception {
    TestServer server = site.server().start();
    Tree home = Tree.at(site.path("home")).file("diary.txt", 10);

    RunningCommand refused = site.client(server.port(), home).with("-d", "y").run();

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).singleElement().asString().contains("--erase-home");
    assertThat(home.snapshot()).containsOnlyKeys("diary.txt");
    assertThat(server.stored(ALICE).snapshot()).isEmpty();

    site.client(server.port(), home).with("-d", "y", "--erase-home").runOrFail();
    assertThat(home.snapshot()).isEmpty();
  }
}
