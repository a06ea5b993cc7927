package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.journal.Journal;
import autoupload.client.journal.UploadStatus.Unconfirmed;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.Settling;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.ScriptedServer;
import autoupload.client.scripted.TestIdentity;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import autoupload.client.send.StopSignal;
import autoupload.gate.InterfaceGate;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusals of every kind: what is the server's doing is never booked to the file. */
@Timeout(300)
class PassingConditionTest {
  private static TestIdentity identity;

  @TempDir private Path temporary;
  private Path folder;
  private SettledFile file;
  private ScriptedServer server;
  private Journal journal;

  private final Notices notices = Notices.ofThisRun();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @BeforeAll
  static void makeCertificate(@TempDir Path dir) throws IOException {
    identity = new TestIdentity(dir);
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    Path path = Files.writeString(folder.resolve("a"), "content");
    file = new SettledFile(folder, new UploadName("a"), FileIdentity.read(path));
    server = new ScriptedServer(identity);
    journal = Journal.open(temporary.resolve("journal"));
  }

  @AfterEach
  void stop() throws IOException {
    thread.shutdownNow();
    journal.close();
    server.close();
  }

  private ExitCode pass() {
    Secret password = new Secret("password".getBytes(StandardCharsets.UTF_8));
    LoginDetails login =
        new LoginDetails(
            "user", password, CodeSource.NONE, TicketFile.inMemory(), ClientId.random(), "device");
    ServerAddress address = new ServerAddress("127.0.0.1", server.port());
    ClientSettings settings =
        new ClientSettings(
            new TlsConnector(address, InterfaceGate.any(), identity.trust()),
            login,
            SourceFolder.find(folder, false),
            FileChoice.standard(),
            OwnFiles.none(),
            Sealing.off(),
            new Seals(temporary.resolve("seals")),
            false,
            0,
            Duration.ZERO);
    PrintStream words = new PrintStream(said, true, StandardCharsets.UTF_8);
    PassReport report =
        new PassReport(PassReport.Verbosity.NORMAL, words, words, Progress.none(), notices);
    try (FolderWatch watch = FolderWatch.none()) {
      return new UploadPass(
              settings,
              journal,
              Clock.systemUTC(),
              new Settling(Duration.ZERO, Clock.systemUTC(), System::nanoTime),
              new Readiness(Duration.ZERO, Clock.systemUTC(), System::nanoTime),
              new StopSignal(),
              report)
          .run(true, watch);
    }
  }

  /** A pass in which every offer meets that refusal; how it ended. */
  private Future<ExitCode> refused(RefusalCode code) throws Exception {
    Callable<ExitCode> pass = this::pass;
    Future<ExitCode> ending = thread.submit(pass);
    try (ClientConnection connection = server.acceptAndGreet()) {
      int offers = 0;
      Optional<Frame.Offer> offer = connection.offerOrEnd();
      while (offer.isPresent()) {
        connection.refuse(offer.get().id(), code, Duration.ZERO);
        assertThat(++offers).as("not over and over").isLessThanOrEqualTo(8);
        offer = connection.offerOrEnd();
      }
      assertThat(offers).as("it is tried in every pass").isPositive();
    }
    return ending;
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NAME_INVALID",
        "NAME_CONFLICT",
        "CHUNK_MISMATCH",
        "CONTENT_MISMATCH",
        "RESUME_MISMATCH"
      })
  void whatIsTheServersDoingEndsThePassForNowAndIsNotBookedToTheFile(RefusalCode code)
      throws Exception {
    for (int pass = 0; pass < 2; pass++) {
      Future<ExitCode> ending = refused(code);

      assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              OperatorError.class,
              error -> assertThat(error.exitCode()).isIn(ExitCode.NOT_NOW, ExitCode.UNREACHABLE));
      assertThat(journal.failures(file)).isZero();
      assertThat(journal.of(file, Instant.now())).isEqualTo(Unconfirmed.PENDING);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).as("the pass's end says it").isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"NAME_INVALID", "NAME_CONFLICT"})
  void whatTheFileIsRefusedForIsSaidOnceAndNotTriedAtEveryRun(RefusalCode code) throws Exception {
    assertThat(refused(code).get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(journal.of(file, Instant.now())).isEqualTo(Unconfirmed.RESTING);
    assertThat(pass()).as("without a connection").isEqualTo(ExitCode.INCOMPLETE);

    journal.failed(file, Instant.EPOCH); // as if the rest were over
    refused(code).get(60, TimeUnit.SECONDS);

    assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("a: refused: because");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHUNK_MISMATCH", "CONTENT_MISMATCH", "RESUME_MISMATCH"})
  void aFileThatNeverArrivesWholeIsAFailureOfTheFile(RefusalCode code) throws Exception {
    assertThat(refused(code).get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INCOMPLETE);

    assertThat(journal.failures(file)).isEqualTo(1);
  }
}
