package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Settings from a file and from the environment, below the command line. */
class SettingsTest {
  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Job job = new Job();

  @Command(name = "job", sortOptions = false)
  static final class Job implements Callable<Integer>, ConfigurableCommand {
    @Option(
        names = {"-f", "--folder"},
        required = true,
        paramLabel = "FOLDER")
    private Path folder;

    @Option(names = "--retry-for", defaultValue = "10m", converter = TimeSpan.class)
    private Duration retryFor;

    @Option(names = "--port", defaultValue = "443")
    private int port;

    @Option(names = "--exclude")
    private List<String> excludes = List.of();

    @Option(
        names = {"-d", "--delete"},
        arity = "1",
        converter = YesNo.class,
        defaultValue = "n")
    private boolean delete;

    @Option(names = "--hidden")
    private boolean hidden;

    @Option(names = {"-p", "--password"})
    private Optional<String> password = Optional.empty();

    @Option(names = "--password-file")
    private Optional<Path> passwordFile = Optional.empty();

    @Spec private CommandSpec spec;

    private final List<String> warnings = new ArrayList<>();
    private boolean checked;
    private boolean ran;
    private List<Path> named = List.of();

    @Override
    public void check() {
      checked = true;
    }

    @Override
    public Integer call() {
      ran = true;
      named = NamedFiles.of(spec);
      Settings.warnIfExposed(spec, warnings::add);
      return 0;
    }
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("job.conf"), List.of(lines));
  }

  private int run(String... arguments) {
    job = new Job();
    return CommandMain.run(
        SettingsTest.class,
        job,
        arguments,
        environment,
        new PrintWriter(out),
        new PrintWriter(err));
  }

  private String error(String... lines) throws IOException {
    assertThat(run("--config", file(lines).toString())).isEqualTo(2);
    assertThat(job.ran).isFalse();
    return err.toString().lines().findFirst().orElseThrow();
  }

  @Test
  void aFileGivesWhatTheCommandLineLeavesOut() throws IOException {
    Path file =
        file("# a comment", "", "folder=/media/card", "port = 8443 ", "hidden = yes", "delete = y");

    assertThat(run("--config", file.toString(), "--port", "9443")).as(err.toString()).isZero();

    assertThat(job.folder).isEqualTo(Path.of("/media/card"));
    assertThat(job.port).isEqualTo(9443);
    assertThat(job.retryFor).hasMinutes(10);
    assertThat(job.hidden).isTrue();
    assertThat(job.delete).isTrue();
  }

  @Test
  void theEnvironmentCountsBeforeTheFileAndNamesItToo() throws IOException {
    Path file = file("folder = /a", "retry-for = 1m");
    environment.put("AUTO_UPLOAD_CONFIG", file.toString());
    environment.put("AUTO_UPLOAD_RETRY_FOR", "2m");
    environment.put("AUTO_UPLOAD_PORT", "8443");
    environment.put("AUTO_UPLOAD_UNHEARD_OF", "is somebody else's");

    assertThat(run("--port", "9443")).as(err.toString()).isZero();

    assertThat(job.folder).isEqualTo(Path.of("/a"));
    assertThat(job.named).contains(file);
    assertThat(job.retryFor).hasMinutes(2);
    assertThat(job.port).isEqualTo(9443);
  }

  @Test
  void aNameComesAgainWhereTheOptionMay() throws IOException {
    Path file = file("folder = /a", "exclude = *.tmp", "exclude = #*");

    assertThat(run("--config", file.toString())).as(err.toString()).isZero();
    assertThat(job.excludes).containsExactly("*.tmp", "#*");

    assertThat(run("--config", file.toString(), "--exclude", "x")).isZero();
    assertThat(job.excludes).containsExactly("x");

    environment.put("AUTO_UPLOAD_EXCLUDE", "a\nb\n");
    assertThat(run("--config", file.toString())).isZero();
    assertThat(job.excludes).containsExactly("a", "b");
  }

  @Test
  void aValueIsTakenAsItStands() throws IOException {
    Path file = folder.resolve("job.conf");
    Files.writeString(file, "\uFEFFfolder = \" a = #1 \"\r\npassword = p#1=\"x\"\r\n");

    assertThat(run("--config", file.toString())).as(err.toString()).isZero();

    assertThat(job.folder).isEqualTo(Path.of(" a = #1 "));
    assertThat(job.password).contains("p#1=\"x\"");
  }

  @Test
  void theHomeFolderIsFoundWithoutAShell() throws IOException {
    assertThat(run("--config", file("folder = ~/card", "password = ~/x").toString())).isZero();

    assertThat(job.folder).isEqualTo(Path.of(System.getProperty("user.home"), "card"));
    assertThat(job.password).contains("~/x");
  }

  @Test
  void aSecretOfANearerPlaceStandsForThatOfAnother() throws IOException {
    String file = file("folder = /a", "password = far").toString();

    assertThat(run("--config", file, "--password-file", "near")).isZero();
    assertThat(job.password).isEmpty();

    environment.put("AUTO_UPLOAD_PASSWORD_FILE", "between");
    assertThat(run("--config", file)).isZero();
    assertThat(job.password).isEmpty();
    assertThat(job.passwordFile).contains(Path.of("between"));

    assertThat(run("--config", file, "-p", "near")).isZero();
    assertThat(job.password).contains("near");
    assertThat(job.passwordFile).isEmpty();
  }

  @Test
  void aSecretHandedOverByTheServiceManagerCountsLast() throws IOException {
    environment.put("CREDENTIALS_DIRECTORY", folder.toString());
    assertThat(run("-f", "/a")).isZero();
    assertThat(job.passwordFile).isEmpty();

    Path credential = Files.createFile(folder.resolve("password"));
    assertThat(run("-f", "/a")).isZero();
    assertThat(job.passwordFile).contains(credential);

    assertThat(run("config", "check", "-f", "/a")).isZero();
    assertThat(out.toString())
        .contains("password-file = " + credential + "  (credential password)");

    assertThat(run("--config", file("folder = /a", "password = nearer").toString())).isZero();
    assertThat(job.passwordFile).isEmpty();
    assertThat(job.password).contains("nearer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foldr = /a       | there is no setting foldr, did you mean folder?",
        "verbose = yes    | there is no setting verbose",
        "config = /other  | config belongs on the command line",
        "port =           | port is empty: leave the line out for the default",
        "port = \" \"     | port is empty: leave the line out for the default",
        "port             | expected NAME = VALUE, such as folder = /media/card",
        "[card]           | expected NAME = VALUE, such as folder = /media/card",
        "= secret         | expected NAME = VALUE, such as folder = /media/card",
        "folder = /b      | folder is there twice",
      })
  void aLineThatMeansNothingIsRefused(String line, String words) throws IOException {
    assertThat(error("folder = /a", line))
        .startsWith("job: " + folder.resolve("job.conf") + ", line 2: " + words);
  }

  @Test
  void aWrongValueIsRefusedWithItsLine() throws IOException {
    assertThat(error("folder = /a", "port = many"))
        .contains("expected a whole number")
        .endsWith("(" + folder.resolve("job.conf") + ", line 2)");
    err.getBuffer().setLength(0);
    assertThat(error("hidden = maybe", "folder = /a"))
        .endsWith("job.conf, line 1: --hidden is yes or no");
  }

  @Test
  void whatIsNoSettingsFileIsRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("job.conf"), "folder = \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("job.conf is not UTF-8 text");

    Files.write(file, new byte[2 << 20]);
    assertThat(run("--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("job.conf is larger than 1 MiB");

    assertThat(run("--config", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("cannot read the settings in " + folder.resolve("none"));
    assertThat(job.ran).isFalse();
  }

  @Test
  void anEmptyVariableIsRefused() {
    environment.put("AUTO_UPLOAD_PORT", " ");

    assertThat(run("-f", "/a")).isEqualTo(2);
    assertThat(err.toString()).contains("AUTO_UPLOAD_PORT is empty: unset it for the default");
  }

  @Test
  void whatIsInForceIsListedWithoutSecrets() throws IOException {
    Path file = file("folder = /a", "exclude = x", "exclude = y", "password = s3cret");
    environment.put("AUTO_UPLOAD_RETRY_FOR", "2m");

    assertThat(run("config", "check", "--config", file.toString(), "-d", "y")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "folder = /a  (" + file + ", line 1)",
            "retry-for = 2m  (AUTO_UPLOAD_RETRY_FOR)",
            "port = 443  (default)",
            "exclude = x, y  (" + file + ", line 2)",
            "delete = yes  (command line)",
            "password = (not shown)  (" + file + ", line 4)",
            "config = " + file + "  (command line)");
    assertThat(job.checked).isTrue();
    assertThat(job.ran).isFalse();
  }

  @Test
  void onlyCheckGoesWithConfig() {
    assertThat(run("config", "chek", "-f", "/a")).isEqualTo(2);
    assertThat(err.toString()).contains("config check");
    assertThat(job.ran).isFalse();
  }

  @Test
  void aFileWithASecretThatOthersMayReadIsWarnedOf() throws IOException {
    Path file = file("folder = /a", "port = 8443");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("--config", file.toString())).isZero();
    assertThat(job.warnings).isEmpty();

    file("folder = /a", "password = s3cret");
    assertThat(run("--config", file.toString())).isZero();
    assertThat(job.warnings).singleElement().asString().contains(file.toString(), "chmod 600");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(run("--config", file.toString())).isZero();
    assertThat(job.warnings).isEmpty();
  }
}
