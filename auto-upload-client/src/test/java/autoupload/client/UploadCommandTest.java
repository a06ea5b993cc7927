package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.Identity;
import autoupload.cli.CommandMain;
import autoupload.operator.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class UploadCommandTest {
  @TempDir private Path temporary;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return CommandMain.run(
        UploadCommand.class,
        new UploadCommand(),
        arguments,
        new PrintWriter(out),
        new PrintWriter(err));
  }

  /** With what every call needs; nothing of it may get as far as a connection. */
  private int runWith(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-s",
                "127.0.0.1",
                "-u",
                "u",
                "-p",
                "pass-word",
                "-f",
                temporary.toString(),
                "--state",
                temporary.resolve("state").toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static ParseResult parse(String... arguments) {
    return new CommandLine(new UploadCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
  }

  private void assertUsageError(int code, String... words) {
    assertThat(code).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).startsWith("client: ").contains(words).doesNotContain("pass-word");
    assertThat(err.toString().lines().count()).isLessThanOrEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void takesTheOriginalsShortOptions() {
    ParseResult parsed =
        parse("-s", "host", "-u", "u", "-p", "p", "-f", "/f", "-i", "wlan0", "-e", "N", "-d=y");

    assertThat(parsed.<String>matchedOptionValue("-s", "")).isEqualTo("host");
    assertThat(parsed.<Path>matchedOptionValue("-f", Path.of(""))).isEqualTo(Path.of("/f"));
    assertThat(parsed.<String>matchedOptionValue("-i", "")).isEqualTo("wlan0");
    assertThat(parsed.<Boolean>matchedOptionValue("-e", true)).isFalse();
    assertThat(parsed.<Boolean>matchedOptionValue("-d", false)).isTrue();
  }

  @Test
  void takesTheOriginalsLongOptions() {
    ParseResult parsed =
        parse(
            "--servername=host",
            "--username=u",
            "--password=p",
            "--folder=/f",
            "--inet=wlan0",
            "--encrypt=no",
            "--deleteafterupload=YES");

    assertThat(parsed.<String>matchedOptionValue("--servername", "")).isEqualTo("host");
    assertThat(parsed.<String>matchedOptionValue("--inet", "")).isEqualTo("wlan0");
    assertThat(parsed.<Boolean>matchedOptionValue("--encrypt", true)).isFalse();
    assertThat(parsed.<Boolean>matchedOptionValue("--deleteafterupload", false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"y, true", "Y, true", "yes, true", "TRUE, true", "n, false", "No, false"})
  void deleteIsYesOrNoInAnyCase(String value, boolean expected) {
    for (String[] form : new String[][] {{"-d", value}, {"-d=" + value}, {"-d" + value}}) {
      List<String> all = new ArrayList<>(List.of("-s", "h", "-u", "u", "-f", "/f"));
      all.addAll(List.of(form));
      ParseResult parsed = parse(all.toArray(String[]::new));
      assertThat(parsed.<Boolean>matchedOptionValue("-d", !expected)).isEqualTo(expected);
    }
  }

  @Test
  void whoNamesRecipientsMeansToSeal() {
    String recipient = Identity.generate().recipient().toString();
    for (String option : new String[] {"--recipient", "--recipients-file", "--accept-recipient"}) {
      assertUsageError(runWith(option, recipient), "add -e y");
      assertThat(temporary.resolve("state")).doesNotExist();
      err.getBuffer().setLength(0);
    }
    assertUsageError(runWith("-e", "n", "--recipient", recipient), "add -e y");
  }

  @Test
  void recipientsThatCannotBeAreRefused() {
    String recipient = Identity.generate().recipient().toString();
    assertUsageError(runWith("-e", "y", "--recipient", "age1nonsense"), "--recipient: ");
    err.getBuffer().setLength(0);
    Identity identity = Identity.generate();
    String secret = new String(identity.encoded());
    assertUsageError(runWith("-e", "y", "--recipient", secret), "it is an identity");
    assertThat(err.toString()).doesNotContain(secret);
    err.getBuffer().setLength(0);
    assertUsageError(
        runWith("-e", "y", "--recipients-file", temporary.resolve("none").toString()), "none");
    err.getBuffer().setLength(0);
    assertUsageError(
        runWith("-e", "y", "--recipient", recipient, "--accept-recipient", recipient),
        "leave it out");
    err.getBuffer().setLength(0);
    String hybrid = Identity.generateHybrid().recipient().toString();
    assertUsageError(
        runWith("-e", "y", "--recipient", recipient, "--recipient", hybrid), "beside others");
  }

  @ParameterizedTest
  @CsvSource({"-s, --servername", "-u, --username", "-f, --folder"})
  void namesWhatIsMissing(String option, String longName) {
    List<String> all = new ArrayList<>(List.of("-s", "h", "-u", "u", "-f", "/"));
    int at = all.indexOf(option);
    all.remove(at + 1);
    all.remove(at);

    assertUsageError(run(all.toArray(String[]::new)), "'" + longName + "=");
  }

  @Test
  void refusesValuesThatMakeNoSense() {
    assertUsageError(runWith("-d", "maybe"), "y or n");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--port", "0"), "--port must be between 1 and 65535");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--port", "65536"), "--port must be between 1 and 65535");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--keep-newest", "-1"), "0 or more");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--settle", "soon"), "length of time");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--order", "random"), "OLDEST");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--include", "["), "--include and --exclude");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--pin", "sha256//short"), "not a pin");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--ca", temporary.resolve("none.pem").toString()), "none.pem");
  }

  /** Each would look as if the network were down, for days. */
  @ParameterizedTest
  @CsvSource({
    "https://localhost, bare name",
    "localhost/, bare name",
    "car1@localhost, bare name",
    "localhost:8443, --port 8443",
    "[::1]:8443, --port 8443",
    "localhost:, --port 443",
    "' localhost', a blank",
    "'localhost ', a blank",
    "'local host', a blank"
  })
  void aServersNameIsNothingButAName(String name, String word) {
    assertUsageError(
        run("-s", name, "-u", "u", "-p", "pass-word", "-f", temporary.toString()), "-s", word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "9ms"})
  void anIntervalThatOnlyBurnsACoreIsRefused(String interval) {
    assertUsageError(runWith("--every", interval), "--every takes a time of 10ms or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "999ms"})
  void progressIsNotLoggedAllTheTime(String interval) {
    assertUsageError(
        runWith("--log-progress", interval), "--log-progress takes a time of 1s or more");
  }

  @Test
  void thePasswordComesFromOnePlace() {
    assertUsageError(
        runWith("--password-command", "echo pass-word"),
        "give --password-command, or --password-file, or --password");
  }

  @Test
  void whatIsAboutErasingGoesWithErasing() {
    assertUsageError(runWith("--keep-newest", "1"), "--keep-newest", "add -d y");
    err.getBuffer().setLength(0);
    assertUsageError(runWith("--erase-home", "-d", "n"), "--erase-home", "add -d y");
  }

  @Test
  void saysWhatANumberAndARecipientLookLike() {
    assertUsageError(runWith("--port", "x"), "--port", "expected a whole number, not 'x'");
    err.getBuffer().setLength(0);
    assertUsageError(
        runWith("-e", "y", "--recipient", "bob"), "--recipient", "what keygen printed");
  }

  @Test
  void takesASeedAsTheOriginalDid() {
    for (String form : new String[] {"-t", "--totp"}) {
      ParseResult parsed = parse("-s", "h", "-u", "u", "-f", "/f", form, "GEZDGNBVGY3TQOJQ");
      assertThat(parsed.matchedOptionValue("-t", Optional.empty())).contains("GEZDGNBVGY3TQOJQ");
    }
  }

  @Test
  void eitherComputesCodesOrAsksForThem() {
    assertUsageError(runWith("--ask-code", "-t", "GEZDGNBVGY3TQOJQ"), "--ask-code needs no seed");
  }

  @Test
  void cannotBeVerboseAndQuiet() {
    assertThat(runWith("-v", "-q")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("client: give -v or -q, not both");
  }

  @Test
  void refusesAnEmptyServerNameWhichWouldMeanThisMachine() {
    for (String host : new String[] {"", " "}) {
      assertUsageError(run("-s", host, "-u", "u", "-p", "p", "-f", "."), "-s", "empty");
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void aFolderThatIsNotThereMayComeAndIsMissedOnce() {
    String state = temporary.resolve("state").toString();
    String folder = temporary.resolve("none").toString();
    for (boolean isFirst : new boolean[] {true, false}) {
      int code = run("-s", "h", "-u", "u", "-p", "p", "--state", state, "-f", folder);

      assertThat(code).isEqualTo(ExitCode.NOT_NOW.number());
      assertThat(err.toString().lines()).hasSize(isFirst ? 1 : 0);
      assertThat(err.toString()).contains(isFirst ? "cannot use the folder " + folder : "");
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void aFileInPlaceOfTheFolderIsAMistake() throws IOException {
    String file = Files.createFile(temporary.resolve("clip.mp4")).toString();

    for (String[] more : new String[][] {{}, {"--every", "1s"}, {"--dry-run"}}) {
      List<String> line = new ArrayList<>(List.of("-s", "h", "-u", "u", "-p", "p", "-f", file));
      line.addAll(List.of(more));
      assertUsageError(run(line.toArray(String[]::new)), "clip.mp4 is a file", "give the folder");
      err.getBuffer().setLength(0);
    }
  }

  /** The pass says so on the process's own standard error. */
  @Test
  void asksNobodyForAPasswordWhereThereIsNoTerminal() throws IOException {
    Files.writeString(temporary.resolve("a"), "abc");

    assertThat(
            run(
                "-s",
                "127.0.0.1",
                "-u",
                "u",
                "-f",
                temporary.toString(),
                "--pin",
                "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--state",
                temporary.resolve("state").toString()))
        .isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void aWrongOptionEndsAClientThatIsToKeepRunningToo() {
    assertUsageError(runWith("--every", "1h", "--include", "["), "--include and --exclude");
  }

  @Test
  void dryRunNeedsNoServerAndLeavesNoState() throws IOException {
    Files.writeString(temporary.resolve("a"), "abc");

    assertThat(runWith("--dry-run")).isZero();
    assertThat(temporary.resolve("state")).doesNotExist();
  }
}
