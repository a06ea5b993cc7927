package autoupload.tests.harness;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Creation of the class archives, by an upload, before all other whole-system tests: these start
 * hundreds of JVMs, which the archives make quick.
 */
final class ClassArchiveTest {
  private static final List<String> COMMANDS = List.of("server", "client", "adduser");

  @RegisterExtension final Site site = new Site();

  @BeforeAll
  static void needsTheJars() {
    assumeFalse(Installation.quickOptions().isEmpty(), "the JVMs are to start as users start them");
    for (String command : COMMANDS) {
      assumeTrue(Files.exists(Installation.jarPath(command)), "no jars: mvn verify makes them");
    }
  }

  /** Where a command writes down what it loads. */
  private Path classList(String command) {
    return site.path(command + ".classes");
  }

  private List<String> listing(String command) {
    List<String> options = new ArrayList<>(Installation.quickOptions());
    options.add("-XX:DumpLoadedClassList=" + classList(command));
    return options;
  }

  /**
   * A whole one, with the JDK's classes, and not one that a JVM leaves beside the JDK's when it
   * ends: JDK 17 takes class files as old as picocli's into the former only.
   */
  private void archive(String command) throws IOException {
    Files.deleteIfExists(ClassArchive.of(command));
    site.command(Installation.java().toString())
        .with(Installation.quickOptions())
        .with("-Xshare:dump", "-XX:SharedClassListFile=" + classList(command))
        .with("-XX:SharedArchiveFile=" + ClassArchive.of(command), "-Xlog:cds=off")
        .with("-cp", Installation.jar(command).toString())
        .runOrFail();
  }

  @Test
  void anUploadLeavesTheClassesItNeeds() throws IOException {
    String[] options = listing("server").toArray(String[]::new);
    TestServer server = site.server().jvm(options).start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    options = listing("client").toArray(String[]::new);
    site.client(server.port(), source).with("-d", "y").jvm(options).runOrFail();
    assertThat(server.stop()).isZero();
    site.jar("adduser", listing("adduser"))
        .with("-u", "eva", "-p", "one of her own", "-f", site.path("users").toString())
        .runOrFail();
    for (String command : COMMANDS) {
      archive(command);
    }

    for (String command : COMMANDS) {
      assertThat(Installation.jvmOptions(command))
          .contains("-XX:SharedArchiveFile=" + ClassArchive.of(command));
    }
    server.jvm(Installation.jvmOptions("server").toArray(String[]::new)).start();
    source.file("later.mp4", 1000);
    assertThat(site.client(server.port(), source).with("-q").runOrFail().said()).isEmpty();
    assertThat(server.stored(ALICE).snapshot()).containsKeys("clip.mp4", "later.mp4");
  }
}
