package autoupload.client;

import autoupload.cli.CommandMain;
import autoupload.cli.ConfigurableCommand;
import autoupload.cli.NamedFiles;
import autoupload.cli.Settings;
import autoupload.cli.ShellWord;
import autoupload.cli.Terminal;
import autoupload.cli.TimeSpan;
import autoupload.client.journal.Journal;
import autoupload.client.link.Connector;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.pass.ClientSettings;
import autoupload.client.pass.DryRun;
import autoupload.client.pass.LastOutcome;
import autoupload.client.pass.OpenState;
import autoupload.client.pass.SourceFolder;
import autoupload.client.pass.StateFolder;
import autoupload.client.pass.UploadLoop;
import autoupload.client.report.Notice;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import autoupload.client.send.StopSignal;
import autoupload.gate.InterfaceGate;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code client.jar} without a word before its options: one upload, or one at an interval.
 */
@Command(
    name = "client",
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Uploads the files of a folder to your server, confirmed and verified.",
    description = {
      "",
      "Run it again, from cron or a loop, and it sends what is new; a broken upload goes on where"
          + " it was. Nothing is printed under cron unless something was uploaded or went wrong.",
      ""
    },
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Examples:",
      "  auto-upload -s files.example.org -u car1 --password-file ~/.auto-upload \\",
      "    -f /media/dashcam -i wlan0 -d y",
      "  auto-upload -s 192.168.1.10 -u car1 -p secret -f . --pin sha256//BASE64",
      "",
      "  auto-upload -s files.example.org -u car1 -f /media/dashcam -e y \\",
      "    --recipient age1...",
      "",
      "For sealed files, each with its own --help:",
      "  auto-upload keygen    make a key pair",
      "  auto-upload decrypt   open them"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:everything was uploaded, or there was nothing to do",
      " 1:some files could not be read or were refused; the others are safe",
      " 2:wrong usage or configuration",
      "69:the server could not be reached",
      "70:a defect of this program",
      "74:this machine's disk failed, or the state folder cannot be used",
      "75:not now: the folder is not there, the interface is down, another client is at work, the"
          + " server's disk or the account's quota is full, or the server fails or asks to come"
          + " later",
      "76:the server did not prove that it is the right one, or names another recipient for sealed"
          + " files than before",
      "77:the server refused the login"
    })
public final class UploadCommand implements Callable<Integer>, ConfigurableCommand {
  @Spec private CommandSpec spec;

  @Mixin private ServerOptions server;

  @Option(
      names = {"-u", "--username"},
      required = true,
      paramLabel = "USER",
      description = "The account on the server.")
  private String user;

  @Mixin private PasswordOptions password;

  @Mixin private TotpOptions totp;

  @Option(
      names = {"-f", "--folder"},
      required = true,
      paramLabel = "FOLDER",
      description = "What to upload, with everything in it. Links are not followed.")
  private Path folder;

  @Option(
      names = "--require-mount",
      description =
          "Upload only while FOLDER is a mount point or lies below one, not counting those that a"
              + " system always has (/, /home, /root, /run, /tmp, /usr, /var, /dev), so that the"
              + " empty place of a card that is out is not taken for the card.")
  private boolean requireMount;

  @Option(
      names = {"-i", "--inet"},
      paramLabel = "INTERFACE",
      defaultValue = "n",
      description =
          "Upload only through this network interface, and only while it is up: wlan0. Several:"
              + " wlan0,eth0, the first that works. Through any but this one: '!wwan0'. n: through"
              + " any.")
  private String inet;

  @Mixin private SealOptions seal;

  @Mixin private EraseOptions erase;

  @Mixin private TimingOptions timing;

  @Mixin private ChoiceOptions choice;

  @Option(
      names = "--overdue",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "3d",
      description =
          "Warn loudly when nothing could be uploaded for so long. Default: ${DEFAULT-VALUE}.")
  private Duration overdue;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description =
          "Where the client remembers what it uploaded. "
              + "Default: $XDG_STATE_HOME/auto-upload or ~/.local/state/auto-upload.")
  private Optional<Path> state = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Say what would be uploaded and erased, with the sums, and do nothing.")
  private boolean dryRun;

  @Mixin private OutputOptions output;

  private final StopSignal stop = new StopSignal();

  @Override
  public void check() {
    checkCombinations();
    server.address();
    gate();
    choice.choice();
  }

  private void checkCombinations() {
    output.check();
    password.check();
    totp.check();
    seal.check();
    erase.check();
    timing.check();
  }

  @Override
  public Integer call() {
    checkCombinations();
    ServerAddress address = server.address();
    InterfaceGate gate = gate();
    FileChoice chosen = choice.choice();
    if (dryRun) {
      return dryRun(SourceFolder.find(folder, requireMount).path(), address, chosen).number();
    }
    UploadLoop loop =
        loop(() -> open(address, new TlsConnector(address, gate, server.trust()), chosen));
    try {
      if (timing.every().isEmpty()) {
        return once(loop, address).number();
      }
      ShutdownHook hook = ShutdownHook.install(stop);
      try {
        return loop.every(timing.every().get()).number();
      } finally {
        hook.remove();
      }
    } catch (OperatorError e) {
      if (e.getCause() instanceof StateFolder.InUse other) {
        return leaveToOther(other.source(), noticesOfOthers(address, other.source()));
      }
      throw e;
    }
  }

  private ExitCode dryRun(Path source, ServerAddress address, FileChoice chosen) {
    Optional<Journal> journal = StateFolder.peek(stateBase(), address.toString(), user, source);
    PassReport report =
        new PassReport(
            output.verbosity(), System.out, System.err, Progress.none(), Notices.ofThisRun());
    return new DryRun(
            source, chosen, ownFiles(source), journal, erase.isOn(), erase.keepNewest(), System.out)
        .run(readiness(), report);
  }

  private Readiness readiness() {
    return new Readiness(timing.giveUpWaiting(), Clock.systemUTC(), System::nanoTime);
  }

  /**
   * Says that another client is at work: usual under cron when a run takes longer than that waits.
   */
  private int leaveToOther(Path source, Path noticesFile) {
    Notices notices = Notices.in(noticesFile);
    new PassReport(output.verbosity(), System.out, System.err, output.progress(timing), notices)
        .say(
            Notice.OTHER_CLIENT,
            "another client is at work on "
                + ShellWord.of(source)
                + ": this one leaves it to that");
    notices.endPass();
    return ExitCode.NOT_NOW.number();
  }

  private Path noticesOfOthers(ServerAddress address, Path source) {
    return StateFolder.noticesOfOthers(stateBase(), address.toString(), user, source);
  }

  private UploadLoop loop(Supplier<OpenState> opening) {
    return new UploadLoop(
        opening,
        LastOutcome.ofThisRun(overdue),
        password::version,
        new Settling(timing.settle(), Clock.systemUTC(), System::nanoTime),
        readiness(),
        stop,
        output.verbosity(),
        CommandMain.isDebugging(spec),
        () -> output.progress(timing),
        Terminal.find().isPresent());
  }

  /** That the folder is not there is said once too, and not at every run; to a person each time. */
  private ExitCode once(UploadLoop loop, ServerAddress address) {
    try {
      SourceFolder.find(folder, requireMount);
    } catch (OperatorError e) {
      if (e.exitCode() != ExitCode.NOT_NOW
          || output.verbosity() == PassReport.Verbosity.VERBOSE
          || Terminal.find().isPresent()) {
        throw e;
      }
      try (StateFolder memory = state(address, folder.toAbsolutePath().normalize())) {
        LastOutcome outcome = LastOutcome.in(memory.outcome(), overdue);
        if (outcome.failed(e, Instant.now(), false).isPresent()) {
          throw e;
        }
        return e.exitCode();
      }
    }
    return loop.once();
  }

  private StateFolder state(ServerAddress address, Path source) {
    return StateFolder.open(stateBase(), address.toString(), user, source)
        .orElseThrow(
            () ->
                new OperatorError(
                    ExitCode.NOT_NOW,
                    "another client is at work on " + ShellWord.of(source),
                    new StateFolder.InUse(source)));
  }

  /** Folder of the state folders of all jobs. */
  private Path stateBase() {
    return StateFolder.base(state, System.getenv());
  }

  private OpenState open(ServerAddress address, Connector connector, FileChoice chosen) {
    SourceFolder source = SourceFolder.find(folder, requireMount);
    OwnFiles own = ownFiles(source.path());
    return OpenState.of(
        state(address, source.path()),
        memory -> settings(source, own, connector, chosen, memory),
        overdue);
  }

  /** What is wrong with an option is said now; only the password is read before each pass. */
  private Function<Consumer<String>, ClientSettings> settings(
      SourceFolder source,
      OwnFiles own,
      Connector connector,
      FileChoice chosen,
      StateFolder memory) {
    Sealing sealing = seal.sealing(memory.recipient());
    Seals seals = new Seals(memory.seals());
    ClientId id = memory.clientId();
    TicketFile ticket = TicketFile.in(memory.ticket());
    return warnings ->
        new ClientSettings(
            connector,
            login(id, ticket, warnings),
            source.again(),
            chosen,
            own,
            sealing,
            seals,
            erase.isOn(),
            erase.keepNewest(),
            timing.retryFor());
  }

  private LoginDetails login(ClientId id, TicketFile ticket, Consumer<String> warnings) {
    Settings.warnIfExposed(spec, warnings);
    return new LoginDetails(
        user,
        password.read(user, warnings),
        totp.read(user, warnings),
        ticket,
        id,
        DeviceName.ofThisMachine());
  }

  /** What is no source, now that it is certain that the source may be one. */
  private OwnFiles ownFiles(Path source) {
    return OwnFiles.of(NamedFiles.of(spec), stateBase(), erase.keptOutOf(source));
  }

  private InterfaceGate gate() {
    try {
      return InterfaceGate.parse(inet);
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage("-i: " + e.getMessage());
    }
  }
}
