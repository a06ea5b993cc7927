package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Journal;
import autoupload.client.journal.Sent;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderScan;
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
import autoupload.client.send.ServerCondition;
import autoupload.client.send.StopSignal;
import autoupload.gate.InterfaceGate;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class UploadPassTest {
  private static final Settling EAGER =
      new Settling(Duration.ZERO, Clock.systemUTC(), System::nanoTime);

  private static TestIdentity identity;

  @TempDir private Path temporary;
  private Path folder;
  private ScriptedServer server;
  private Journal journal;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Notices notices = Notices.ofThisRun();
  private FileChoice choice = FileChoice.standard();
  private boolean erase;
  private int keepNewest;

  @BeforeAll
  static void makeCertificate(@TempDir Path dir) throws IOException {
    identity = new TestIdentity(dir);
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    server = new ScriptedServer(identity);
    journal = Journal.open(temporary.resolve("journal"));
  }

  @AfterEach
  void stop() throws IOException {
    thread.shutdownNow();
    journal.close();
    server.close();
  }

  private Path file(String name, int age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "content of " + name);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
  }

  private ClientSettings settings() {
    Secret password = new Secret("password".getBytes(StandardCharsets.UTF_8));
    return new ClientSettings(
        new TlsConnector(
            new ServerAddress("127.0.0.1", server.port()), InterfaceGate.any(), identity.trust()),
        new LoginDetails(
            "user", password, CodeSource.NONE, TicketFile.inMemory(), ClientId.random(), "device"),
        SourceFolder.find(folder, false),
        choice,
        OwnFiles.none(),
        Sealing.off(),
        new Seals(temporary.resolve("seals")),
        erase,
        keepNewest,
        Duration.ZERO);
  }

  /** One pass beside the caller; what it says is in {@link #out} and {@link #err} then. */
  private Future<ExitCode> pass(Settling settling) {
    PassReport report =
        new PassReport(
            PassReport.Verbosity.NORMAL, print(out), print(err), Progress.none(), notices);
    Readiness readiness = new Readiness(Duration.ZERO, Clock.systemUTC(), System::nanoTime);
    return thread.submit(
        () -> {
          try (FolderWatch watch = FolderWatch.none()) {
            return new UploadPass(
                    settings(),
                    journal,
                    Clock.systemUTC(),
                    settling,
                    readiness,
                    new StopSignal(),
                    report)
                .run(true, watch);
          }
        });
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static ExitCode end(Future<ExitCode> pass) throws Exception {
    return pass.get(60, TimeUnit.SECONDS);
  }

  private static void assertEnds(Future<ExitCode> pass, ExitCode code) {
    assertThatThrownBy(() -> end(pass))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            OperatorError.class, error -> assertThat(error.exitCode()).isEqualTo(code));
  }

  @Test
  void uploadsOnceTheOldestFirst() throws Exception {
    file("b", 20);
    file("a", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.accept()) {
      Frame.Hello hello = connection.greet(256);
      assertThat(hello.backlog().files()).isEqualTo(2);
      assertThat(hello.backlog().oldest()).isGreaterThanOrEqualTo(Duration.ofSeconds(19));
      for (Frame.Offer offer : connection.offers(2)) {
        connection.store(offer);
      }
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("uploaded 2 files (24 B)\n");
    assertThat(folder.resolve("a")).exists();

    server.close(); // a pass with nothing new needs no server
    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void erasesWhatIsConfirmedIfItIsAskedTo() throws Exception {
    erase = true;
    file("a", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("1 erased here");
  }

  private void uploadOne() throws Exception {
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void erasesWhatAnEarlierPassUploadedOnceTheServerProvedThatItStillHasIt() throws Exception {
    file("a", 10);
    uploadOne();
    erase = true;
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer again = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(again.id()));
      connection.confirm(again, connection.next(Frame.Proof.class).digest());
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2100-01-01T00:00:00Z", "1970-01-01T01:00:00Z"})
  void whatIsConfirmedAndDatedByAWrongClockIsWaitedForOnceAndErased(Instant date) throws Exception {
    Files.setLastModifiedTime(file("a", 0), FileTime.from(date));
    uploadOne();
    erase = true;
    Future<ExitCode> pass =
        pass(new Settling(Duration.ofMillis(100), Clock.systemUTC(), System::nanoTime));
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer again = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(again.id()));
      connection.confirm(again, connection.next(Frame.Proof.class).digest());
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsConfirmedAndYoungIsNotWaitedForIfItStays() throws Exception {
    Files.setLastModifiedTime(file("a", 0), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    uploadOne();

    Settling forEver = new Settling(Duration.ofDays(1), Clock.systemUTC(), System::nanoTime);
    assertThat(end(pass(forEver))).isEqualTo(ExitCode.OK);
  }

  @Test
  void erasesNothingOnTheWordOfAnEarlierPassAlone() throws Exception {
    Path file = file("a", 10);
    uploadOne();
    server.close();
    erase = true;

    assertEnds(pass(EAGER), ExitCode.UNREACHABLE);
    assertThat(file).hasContent("content of a");
  }

  @Test
  void offersToAnotherStoreWhatTheFormerOneConfirmed() throws Exception {
    file("a", 10);
    journal.meet(new StoreId("f".repeat(32)));
    SettledFile known =
        FolderScan.of(folder, FileChoice.standard(), OwnFiles.none()).files().get(0);
    ContentDigest digest = ContentDigest.of(1, new byte[32]);
    Receipt receipt = new Receipt(known.name(), known.identity().size(), digest);
    journal.confirm(Confirmation.match(known, Sent.plain(known, digest), receipt).orElseThrow());
    file("b", 5);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(2)) {
        connection.store(offer);
      }
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("another store");
  }

  @Test
  void keepsTheNewestFilesIfItIsAskedTo() throws Exception {
    erase = true;
    keepNewest = 1;
    Path newest = file("a", 10);
    file("b", 20);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(2)) {
        connection.store(offer);
      }
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(folder).isDirectoryContaining(newest::equals);
    assertThat(folder.resolve("b")).doesNotExist();
  }

  @Test
  void ofARecordingThatTheServerHasNothingIsSaidWhenItIsToBeErased() throws Exception {
    Path recording = file("clip.mp4", 10);
    Files.writeString(recording, "\0\0\0\20ftypisom\0\0\0\1\0\0\0\0mdat....");
    for (boolean isSaid : new boolean[] {true, false}) {
      err.reset();
      Future<ExitCode> pass = pass(EAGER);
      try (ClientConnection connection = server.acceptAndGreet()) {
        connection.store(connection.next(Frame.Offer.class));
        assertThat(end(pass)).isEqualTo(ExitCode.OK);
      }
      assertThat(err.toString(StandardCharsets.UTF_8)).contains(isSaid ? "never finished" : "");
      assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(isSaid ? 1 : 0);
      erase = true;
    }
    assertThat(recording).doesNotExist();
  }

  @Test
  void erasesNothingOnAReceiptForOtherBytes() throws Exception {
    erase = true;
    Path file = file("a", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.ask(offer.id());
      connection.upload();
      connection.confirm(offer, ContentDigest.of(1, new byte[32]));
      assertThat(end(pass)).isEqualTo(ExitCode.INCOMPLETE);
    }
    assertThat(file).hasContent("content of a");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("client: a: the server's receipt is for other bytes\n");
  }

  @Test
  void erasesNothingWithoutAReceipt() throws Exception {
    erase = true;
    Path file = file("a", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.ask(connection.next(Frame.Offer.class).id());
      connection.upload();
    }
    server.close();
    assertEnds(pass, ExitCode.UNREACHABLE);
    assertThat(file).hasContent("content of a");
  }

  @Test
  void whatIsOutOfSightForAPassIsNotUploadedAgain() throws Exception {
    Path card = Files.createDirectory(folder.resolve("card"));
    file("card/clip.mp4", 20);
    file("note.txt", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(2)) {
        connection.store(offer);
      }
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    server.close(); // from now on every upload would fail

    Path away = Files.move(card, temporary.resolve("away"));
    assertThat(end(pass(EAGER))).as("without the card's folder").isEqualTo(ExitCode.OK);
    Files.createDirectory(card);
    assertThat(end(pass(EAGER))).as("with an empty one").isEqualTo(ExitCode.OK);
    Files.delete(card);
    Files.move(away, card);
    choice = new FileChoice(FileChoice.Order.OLDEST, List.of("*.txt"), List.of(), false);
    assertThat(end(pass(EAGER))).as("looking for others only").isEqualTo(ExitCode.OK);
    choice = FileChoice.standard();

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);
  }

  @Test
  void saysWhyASourceIsKept() throws Exception {
    erase = true;
    Path file = file("a", 10);
    Files.createLink(temporary.resolve("other name"), file);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(file).hasContent("content of a");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("client: kept a: it has other names (hard links)\n");
    String before = said();

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);
    assertThat(said()).as("a later pass has nothing to add").isEqualTo(before);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void namesWhatCannotBeUploadedOnceAndNotAtEveryPass() throws Exception {
    Files.writeString(folder.resolve(".auto-upload-note"), "mine");
    Files.writeString(folder.resolve("\u0001"), "control");

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.INCOMPLETE);
    String first = said();
    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.INCOMPLETE);

    assertThat(first)
        .contains(".auto-upload-note is not uploaded")
        .contains("rename it")
        .contains("1 failed");
    assertThat(said()).isEqualTo(first);
  }

  @Test
  void provesNoFileAgainstItself() throws Exception {
    erase = true;
    Path file = file("a", 10);
    Files.createDirectory(temporary.resolve(".auto-upload"));
    Files.writeString(temporary.resolve(ReservedNames.STORE_ID), ClientConnection.STORE.hex());
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      assertEnds(pass, ExitCode.USAGE);
      assertThat(connection.awaitEnd()).isEmpty();
    }
    assertThat(file).hasContent("content of a");
  }

  @Test
  void finishesWhatAnEarlierRunBeganToErase() throws Exception {
    file(ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2), 10);
    server.close();

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatOnlyLooksHalfErasedIsNamedOnceAndLeftAlone() throws Exception {
    Path mine = file(ReservedNames.ERASE_PREFIX + "me-not.txt", 10);
    Path odd = file(ReservedNames.CHECK_PREFIX + "list.txt", 10);
    server.close();

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);
    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.OK);

    assertThat(mine).hasContent("content of " + mine.getFileName());
    assertThat(odd).hasContent("content of " + odd.getFileName());
    assertThat(said().lines())
        .hasSize(2)
        .allMatch(line -> line.contains(".txt is not uploaded: names with .auto-upload are kept"));
  }

  @Test
  void uploadsWhatAnEarlierRunMovedAwayAndDidNotLookAt() throws Exception {
    file(ReservedNames.CHECK_PREFIX + "0123abcd-video.mp4", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo("video.mp4");
      connection.store(offer);
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
    assertThat(folder.resolve("video.mp4")).isRegularFile();
  }

  @Test
  void waitsOnceForAYoungFile() throws Exception {
    file("old", 100);
    file("young", 0);
    Future<ExitCode> pass =
        pass(new Settling(Duration.ofSeconds(2), Clock.systemUTC(), System::nanoTime));
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      Frame.Offer young = connection.next(Frame.Offer.class);
      assertThat(young.offer().name().value()).isEqualTo("young");
      connection.store(young);
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void leavesAFileThatIsStillYoungThenForALaterPass() throws Exception {
    file("young", 0);
    file("old", 100);
    Clock stopped = Clock.fixed(Instant.now(), ZoneOffset.UTC); // nothing grows older
    Future<ExitCode> pass = pass(new Settling(Duration.ofMillis(1500), stopped, () -> 0));
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(end(pass)).isEqualTo(ExitCode.OK);
      assertThat(connection.awaitEnd()).isEmpty();
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("uploaded 1 file (14 B), 1 left for later\n");
  }

  @Test
  void aUsedUpQuotaEndsThePassForNowAndKeepsTheFile() throws Exception {
    Path file = file("a", 10);
    Future<ExitCode> pass = pass(EAGER);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.ask(offer.id());
      connection.next(Frame.Begin.class);
      connection.send(
          Frame.Refused.of(
              offer.id(), RefusalCode.QUOTA, Duration.ofSeconds(30), "the quota is used up"));

      assertThatThrownBy(() -> end(pass))
          .cause()
          .isInstanceOfSatisfying(
              OperatorError.class,
              error -> assertThat(error.exitCode()).isEqualTo(ExitCode.NOT_NOW))
          .hasMessage("the quota is used up")
          .cause()
          .isInstanceOfSatisfying(
              ServerCondition.class,
              full -> assertThat(full.notBefore()).isEqualTo(Duration.ofSeconds(30)));
    }
    assertThat(file).hasContent("content of a");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty(); // its end says it, once
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("failed");

    Future<ExitCode> later = pass(EAGER); // it did not count as a failure of the file
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(end(later)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void whatCannotBeFinishedIsSaidAndIsNoSuccess() throws Exception {
    String name =
        ReservedNames.CHECK_PREFIX
            + "0123abcd-"
            + ReservedNames.ERASE_PREFIX
            + "1"; // nobody's old name
    file(name, 60);

    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(err.toString(StandardCharsets.UTF_8)).containsOnlyOnce("cannot finish erasing");
    assertThat(end(pass(EAGER))).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(err.toString(StandardCharsets.UTF_8)).containsOnlyOnce("cannot finish erasing");
  }
}
