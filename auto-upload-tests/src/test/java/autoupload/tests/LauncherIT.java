package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.tests.harness.Command;
import autoupload.tests.harness.Installation;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The launchers of {@code packaging/bin}, by the system's own shell. */
final class LauncherIT {
  @RegisterExtension final Site site = new Site();

  private Path cache;

  @BeforeEach
  void createHome() throws IOException {
    cache = Files.createDirectories(site.path("home")).resolve(".cache/auto-upload");
  }

  private Command launcher(String name) {
    return launcher(Installation.root().resolve("packaging/bin").resolve(name));
  }

  private Command launcher(Path script) {
    return site.command(script.toString())
        .env("HOME", site.path("home").toString())
        .env("XDG_CACHE_HOME", "")
        .env("JAVA_HOME", Installation.java().getParent().getParent().toString());
  }

  private List<Path> archives() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  /** Waits for that process: it works in the test's folder, which goes when the test ends. */
  private void awaitArchiveOfOurOwn() {
    await()
        .atMost(RunningCommand.PATIENCE)
        .until(
            () ->
                archives().size() == 1
                    && !Files.exists(cache.resolve("client.making"))
                    && Files.getPosixFilePermissions(archives().get(0)).size() == 1);
  }

  /** Where a run has its own classes from. */
  private boolean startsFromAnArchive() throws IOException {
    Path log = site.path("classes.log");
    launcher("auto-upload")
        .env("AUTO_UPLOAD_JAVA_OPTIONS", "-Xlog:class+load:file=" + log)
        .with("--version")
        .runOrFail();
    List<String> lines = Files.readAllLines(log, UTF_8);
    assertThat(lines).anyMatch(line -> line.contains("autoupload.client.ClientCommand source: "));
    return lines.stream()
        .anyMatch(line -> line.matches(".*autoupload.client.ClientCommand source: shared.*"));
  }

  @Test
  void aServerAndAClientDoWhatTheirJarsDo() throws Exception {
    TestServer settings = site.server();
    RunningCommand server =
        launcher("auto-upload-server")
            .env("AUTO_UPLOAD_CACHE", "off")
            .with(settings.settings(settings.folder()))
            .with("--port", "0", "--bind", "127.0.0.1", "--min-free", "0")
            .start();
    String port = server.awaitOut(Pattern.compile("listening on \\S+:(\\d+)")).group(1);
    Tree source = site.source("my * videos").file("a clip.mp4", 100_000);
    Path password = site.path("a password");
    Files.writeString(password, ALICE.password() + "\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));

    RunningCommand client =
        launcher("auto-upload")
            .env("AUTO_UPLOAD_CACHE", "off")
            .with("-s", "127.0.0.1", "--port", port, "-u", ALICE.user())
            .with("--password-file", password.toString())
            .with("--ca", site.certificate().ca().toString())
            .with("-f", source.root().toString(), "--settle", "0s")
            .with("--state", site.path("state").toString())
            .runOrFail();

    assertThat(client.said()).anyMatch(line -> line.startsWith("uploaded 1 file"));
    assertThat(settings.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    server.terminate();
    assertThat(server.exitCode()).isZero();
    assertThat(cache).doesNotExist();
  }

  @Test
  void theFirstRunMakesAnArchiveThatTheNextStartsFrom() throws Exception {
    assertThat(startsFromAnArchive()).isFalse();

    awaitArchiveOfOurOwn();
    assertThat(startsFromAnArchive()).isTrue();

    // Another jar, to the JVM and to the launcher: an update.
    Path archive = archives().get(0);
    Path copy = Files.createDirectories(site.path("bin"));
    for (Path file :
        List.of(
            Installation.jar("client"), Installation.root().resolve("packaging/bin/auto-upload"))) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    launcher(copy.resolve("auto-upload")).with("--version").runOrFail();
    await().atMost(RunningCommand.PATIENCE).until(() -> !archives().contains(archive));
    awaitArchiveOfOurOwn();
  }

  @Test
  void anArchiveThatOthersCouldHaveWrittenIsNotUsed() throws Exception {
    startsFromAnArchive();
    awaitArchiveOfOurOwn();
    Files.setPosixFilePermissions(archives().get(0), PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(startsFromAnArchive()).isFalse();
    awaitArchiveOfOurOwn();
  }

  @Test
  void whereNoneCanBeKeptTheCommandStartsAsEver() throws Exception {
    Files.createDirectories(cache.getParent());
    Files.createFile(cache);

    assertThat(launcher("auto-upload-adduser").with("--version").runOrFail().said())
        .singleElement()
        .asString()
        .startsWith("adduser ");
  }

  @Test
  void mistakesEndAsThoseOfTheJar() {
    RunningCommand refused =
        launcher("auto-upload")
            .env("AUTO_UPLOAD_CACHE", "off")
            .with("-s", "localhost", "-u", "car1", "-f", "videos", "--settle", "1  x")
            .run();

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).first().asString().contains("1  x");
  }

  @Test
  void aJavaThatIsTooOldIsPassedOver() throws Exception {
    Path old = Files.createDirectories(site.path("jdk-11/bin"));
    Files.writeString(site.path("jdk-11/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
    Files.writeString(old.resolve("java"), "#!/bin/sh\necho too old\nexit 1\n");
    Files.setPosixFilePermissions(
        old.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = Installation.java().getParent() + ":" + System.getenv("PATH");

    assertThat(
            launcher("auto-upload")
                .env("JAVA_HOME", site.path("jdk-11").toString())
                .env("PATH", path)
                .env("AUTO_UPLOAD_CACHE", "off")
                .with("--version")
                .runOrFail()
                .out())
        .first()
        .asString()
        .startsWith("client ");
  }
}
