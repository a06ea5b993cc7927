package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines of the original: every form works; every wrong one ends with 2 and the reason. */
final class CommandLineIT {
  @RegisterExtension final Site site = new Site();

  /** Splits the form at spaces, then fills server, user, password and folder in. */
  private static List<String> line(String form, Tree source) {
    return Stream.of(form.split(" "))
        .map(word -> word.replace("{S}", "127.0.0.1").replace("{U}", ALICE.user()))
        .map(word -> word.replace("{P}", ALICE.password()))
        .map(word -> word.replace("{F}", source.root().toString()))
        .toList();
  }

  @Test
  void everyFormOfTheClientUploads() throws Exception {
    TestServer server = site.server().start();
    List<String> forms =
        List.of(
            "-s {S} -u {U} -p {P} -f {F} -i n -e n -d n",
            "-s {S} -u {U} -p {P} -f {F} -e=N -d=N",
            "--servername={S} --username={U} --password={P} --folder={F} --inet=n --encrypt=n"
                + " --deleteafterupload=n",
            "--servername {S} --username {U} --password {P} --folder {F} --encrypt FALSE"
                + " --deleteafterupload no");
    for (String form : forms) {
      String name = "clip-" + forms.indexOf(form) + ".mp4";
      Tree source = site.source("videos").file(name, 1000);

      site.client(server.port(), source).command(line(form, source)).runOrFail();

      assertThat(server.stored(ALICE).snapshot()).as(form).isEqualTo(source.snapshot());
    }
  }

  @Test
  void everyFormOfYesDeletesAfterTheUpload() throws Exception {
    TestServer server = site.server().start();
    List<String> forms =
        List.of("-d y", "-d=y", "-d Y", "-d=Yes", "-d true", "--deleteafterupload=y");
    for (String form : forms) {
      String name = "clip-" + forms.indexOf(form) + ".mp4";
      Tree source = site.source("videos").file(name, 1000);
      Tree.Entry file = source.snapshot().get(name);

      site.client(server.port(), source).with(form.split(" ")).runOrFail();

      assertThat(source.snapshot()).as(form).isEmpty();
      assertThat(server.stored(ALICE).snapshot()).as(form).containsEntry(name, file);
    }
  }

  @Test
  void everyFormOfAdduserAddsAUser() throws Exception {
    String file = site.path("users").toString();

    site.jar("adduser").with("-u", "eva", "-p", "eva's password", "-f", file).runOrFail();
    site.jar("adduser")
        .with("--username", "finn", "--password", "finn's password", "--filename", file)
        .runOrFail();
    site.jar("adduser")
        .with("--username=gus", "--password=gus's password", "--filename=" + file)
        .runOrFail();

    List<String> lines = Files.readAllLines(site.path("users"));
    assertThat(lines)
        .extracting(l -> l.substring(0, l.indexOf('#')))
        .containsExactly("eva", "finn", "gus");
    assertThat(lines).allMatch(l -> l.contains("#$argon2id$v=19$"));
  }

  @Test
  void optionsMayComeFromAFileAndTheEnvironment() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000).file("clip.txt", 1000);
    Path config = site.path("car1.conf");
    Files.write(
        config,
        List.of(
            "servername = 127.0.0.1",
            "username = nobody",
            "password = " + ALICE.password(),
            "folder = " + source.root(),
            "include = *.mp4"));
    TestClient client =
        site.client(server.port(), source)
            .env("AUTO_UPLOAD_CONFIG", config.toString())
            .env("AUTO_UPLOAD_USERNAME", ALICE.user());

    client.command(List.of()).runOrFail();

    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("clip.mp4");
    RunningCommand check = client.command(List.of("config", "check")).runOrFail();
    assertThat(check.out())
        .contains(
            "username = " + ALICE.user() + "  (AUTO_UPLOAD_USERNAME)",
            "password = (not shown)  (" + config + ", line 3)",
            "include = *.mp4  (" + config + ", line 5)",
            "config = " + config + "  (AUTO_UPLOAD_CONFIG)");
  }

  @Test
  void thePasswordMayComeFromAFile() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    Files.writeString(site.path("password"), ALICE.password() + "\n");
    List<String> settings =
        line("-s {S} -u {U} -f {F} --password-file " + site.path("password"), source);

    site.client(server.port(), source).command(settings).runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void aWrongClientCommandLineEndsWithTwoAndUploadsNothing() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    String good = "-s {S} -u {U} -p {P} -f {F}";
    List<String> forms =
        List.of(
            "-s {S} -u {U} -p {P}",
            "-s {S} -p {P} -f {F}",
            good + " -d maybe",
            good + " --no-such-option",
            good + " --pin md5//AAAA",
            good + " --ca " + site.path("missing.pem"));
    for (String form : forms) {
      RunningCommand run = site.client(server.port(), source).command(line(form, source)).run();

      assertThat(run.exitCode()).as(run.transcript()).isEqualTo(2);
      assertSaysWhy(run);
    }
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @Test
  void anEncryptedUploadWithoutARecipientUploadsNothingInTheClear() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);

    RunningCommand run = site.client(server.port(), source).with("-e", "y", "-d", "y").run();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).anyMatch(line -> line.contains("-e") || line.contains("encrypt"));
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
    assertThat(source.snapshot()).containsOnlyKeys("clip.mp4");
  }

  @Test
  void aMissingInterfaceMeansNotNow() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    TestClient client = site.client(server.port(), source);

    RunningCommand run = client.with("-i", "nosuch0").run();

    assertThat(run.exitCode()).isEqualTo(75);
    assertThat(run.err()).anyMatch(line -> line.contains("nosuch0"));
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lo,", "!", "lo,!lo", "lo eth0"})
  void aListOfInterfacesThatMakesNoSenseIsAWrongOption(String list) throws Exception {
    Tree source = site.source("videos").file("clip.mp4", 1000);

    RunningCommand run = site.client(1, source).with("-i", list).run();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).anyMatch(line -> line.contains("-i"));
    assertSaysWhy(run);
  }

  @Test
  void anInterfaceThatIsUpIsUsed() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);

    site.client(server.port(), source).with("-i", "lo").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void aFirstWordThatIsNoCommandIsToldWhatThereIs() {
    RunningCommand status = site.jar("client").with("status", "-s", "localhost").run();
    assertThat(status.exitCode()).as(status.transcript()).isEqualTo(2);
    assertThat(status.err())
        .singleElement()
        .asString()
        .contains("keygen, decrypt, config check and help");

    RunningCommand help = site.jar("client").with("help", "decrypt").runOrFail();
    assertThat(help.out()).anyMatch(line -> line.contains("client decrypt"));
  }

  @Test
  void aStackTraceIsShownToWhoAsksForIt() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    String wrong = "-s {S} -u {U} -p not-her-4711-password -f {F} -v";

    for (String form : List.of(wrong, wrong + " --debug")) {
      RunningCommand run = site.client(server.port(), source).command(line(form, source)).run();

      assertThat(run.exitCode()).as(run.transcript()).isEqualTo(77);
      assertThat(run.err().stream().anyMatch(line -> line.startsWith("\tat ")))
          .as(run.transcript())
          .isEqualTo(form.contains("--debug"));
    }
  }

  private static void assertSaysWhy(RunningCommand run) {
    assertThat(run.err()).isNotEmpty();
    assertThat(run.said())
        .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "))
        .noneMatch(line -> line.contains(ALICE.password()));
  }
}
