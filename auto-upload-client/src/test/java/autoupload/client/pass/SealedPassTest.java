package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.age.AgeFile;
import autoupload.age.Identity;
import autoupload.client.journal.Journal;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.ScriptedServer;
import autoupload.client.scripted.TestIdentity;
import autoupload.client.scripted.Upload;
import autoupload.client.seal.RecipientPin;
import autoupload.client.seal.Recipients;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import autoupload.client.send.StopSignal;
import autoupload.gate.InterfaceGate;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

/** Passes that seal files, and the passes after them. */
@Timeout(300)
class SealedPassTest {
  private static final Identity IDENTITY = Identity.generate();
  private static TestIdentity server;

  @TempDir private Path temporary;
  private Path folder;
  private ScriptedServer scripted;
  private Journal journal;
  private Sealing sealing = Sealing.forRecipients(new Recipients(List.of(IDENTITY.recipient())));
  private boolean erase;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Notices notices = Notices.ofThisRun();

  @BeforeAll
  static void makeCertificate(@TempDir Path dir) throws IOException {
    server = new TestIdentity(dir);
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    scripted = new ScriptedServer(server);
    journal = Journal.open(temporary.resolve("journal"));
  }

  @AfterEach
  void stop() throws IOException {
    thread.shutdownNow();
    journal.close();
    scripted.close();
  }

  private Path file(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "content of " + name);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(10)));
  }

  private Future<ExitCode> pass() {
    PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    PassReport report =
        new PassReport(PassReport.Verbosity.NORMAL, print, print, Progress.none(), notices);
    Secret password = new Secret("password".getBytes(StandardCharsets.UTF_8));
    ClientSettings settings =
        new ClientSettings(
            new TlsConnector(
                new ServerAddress("127.0.0.1", scripted.port()),
                InterfaceGate.any(),
                server.trust()),
            new LoginDetails(
                "user", password, CodeSource.NONE, TicketFile.inMemory(), ClientId.random(), "d"),
            SourceFolder.find(folder, false),
            FileChoice.standard(),
            OwnFiles.none(),
            sealing,
            new Seals(temporary.resolve("seals")),
            erase,
            0,
            Duration.ZERO);
    return thread.submit(
        () -> {
          try (FolderWatch watch = FolderWatch.ofChanges()) {
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
        });
  }

  private static void assertOk(Future<ExitCode> pass) throws Exception {
    assertThat(pass.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static String open(byte[] sealed) throws IOException {
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(sealed), List.of(IDENTITY))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** One pass that stores one file; what it was stored as. */
  private ContentDigest store(String name) throws Exception {
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo(name);
      ContentDigest digest = connection.store(offer).digest();
      assertOk(pass);
      return digest;
    }
  }

  @Test
  void onlyTheSealedFileLeavesAndItsKeyGoesWithTheReceipt() throws Exception {
    file("a");
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo("a.age");
      connection.ask(offer.id());
      Upload upload = connection.upload();
      assertThat(open(upload.bytes())).isEqualTo("content of a");
      assertThat(offer.offer().size()).isEqualTo(upload.bytes().length);
      assertThat(temporary.resolve("seals")).isNotEmptyDirectory();
      connection.confirm(offer, upload.digest());
      assertOk(pass);
    }
    assertThat(temporary.resolve("seals")).isEmptyDirectory();
    scripted.close(); // a pass with nothing new needs no server
    assertOk(pass());
  }

  @Test
  void aSealedFileIsErasedIfItsSourceIsWhatWasSealed() throws Exception {
    erase = true;
    Path kept = file("kept");
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.ask(offer.id());
      Upload upload = connection.upload();
      FileTime date = Files.getLastModifiedTime(kept);
      Files.writeString(kept, "CONTENT OF kept");
      Files.setLastModifiedTime(kept, date);
      connection.confirm(offer, upload.digest());
      assertOk(pass);
    }
    assertThat(kept).hasContent("CONTENT OF kept");
    assertThat(said()).contains("kept kept: its content is not what was uploaded");
    Files.delete(kept);

    file("gone");
    store("gone.age");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLostReceiptIsProvenWithTheSealThatIsStillThere() throws Exception {
    file("a");
    Future<ExitCode> lost = pass();
    ContentDigest digest;
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      connection.ask(connection.next(Frame.Offer.class).id());
      digest = connection.upload().digest();
    }
    assertThatThrownBy(() -> lost.get(60, TimeUnit.SECONDS)).isNotNull();
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      assertThat(connection.next(Frame.Proof.class).digest()).isEqualTo(digest);
      connection.confirm(offer, digest);
      assertOk(pass);
    }
  }

  @Test
  void whatAServerSaysItHasUnderANewSealIsNotBelieved() throws Exception {
    file("a");
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      connection.confirm(offer, connection.next(Frame.Proof.class).digest());
      assertThat(pass.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INCOMPLETE);
    }
    assertThat(said()).contains("the server's receipt is for other bytes");
  }

  @Test
  void oneOfAnEarlierRunIsErasedOnceTheServerProvesThatItHasWhatWasSealed() throws Exception {
    Path a = file("a");
    ContentDigest digest = store("a.age");
    erase = true;
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo("a.age");
      connection.send(new Frame.Prove(offer.id()));
      assertThat(connection.next(Frame.Proof.class).digest()).isEqualTo(digest);
      connection.confirm(offer, digest);
      assertOk(pass);
    }
    assertThat(a).doesNotExist();
  }

  @Test
  void aServerThatHasItNoMoreGetsItUnderANewSeal() throws Exception {
    Path a = file("a");
    ContentDigest before = store("a.age");
    erase = true;
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.ask(offer.id());
      assertThat(connection.next()).isEqualTo(new Frame.Abort(offer.id()));
      connection.refuse(offer.id(), RefusalCode.ABORTED, Duration.ZERO);
      Frame.Offer again = connection.next(Frame.Offer.class);
      Upload upload = connection.store(again);
      assertThat(open(upload.bytes())).isEqualTo("content of a");
      assertThat(upload.digest()).isNotEqualTo(before);
      assertOk(pass);
    }
    assertThat(a).doesNotExist();
  }

  @Test
  void whatWentUpInTheClearIsProvenButNeverSentInTheClearAgain() throws Exception {
    Sealing on = sealing;
    sealing = Sealing.off();
    file("a");
    file("b");
    Future<ExitCode> clear = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(2)) {
        connection.store(offer);
      }
      assertOk(clear);
    }
    sealing = on;
    scripted.close();
    assertOk(pass());
    assertThat(said()).contains("uploaded without -e y lie on the server as they are");

    scripted = new ScriptedServer(server);
    erase = true;
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(2);
      assertThat(offers).extracting(o -> o.offer().name().value()).containsExactly("a", "b");
      int proven = offers.get(0).id();
      connection.send(new Frame.Prove(proven));
      ContentDigest digest = connection.next(Frame.Proof.class).digest();
      Receipt receipt = new Receipt(offers.get(0).offer().name(), 12, digest);
      connection.send(new Frame.Receipt(proven, receipt));

      connection.ask(offers.get(1).id());
      assertThat(connection.next()).isEqualTo(new Frame.Abort(offers.get(1).id()));
      connection.refuse(offers.get(1).id(), RefusalCode.ABORTED, Duration.ZERO);
      Frame.Offer sealed = connection.next(Frame.Offer.class);
      assertThat(sealed.offer().name().value()).isEqualTo("b.age");
      assertThat(open(connection.store(sealed).bytes())).isEqualTo("content of b");
      assertOk(pass);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatWasSealedIsNotSentInTheClearToBeErased() throws Exception {
    file("a");
    ContentDigest digest = store("a.age");
    sealing = Sealing.off();
    erase = true;
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo("a.age");
      connection.send(new Frame.Prove(offer.id()));
      connection.confirm(offer, connection.next(Frame.Proof.class).digest());
      assertOk(pass);
    }
    assertThat(digest).isNotNull();
    assertThat(folder).isEmptyDirectory();
  }

  private void assertSealsNothing(ExitCode code, Optional<String> told, String words)
      throws IOException {
    sealing = Sealing.forAccount(new RecipientPin(temporary.resolve("pin"), Optional.empty()));
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.accept()) {
      connection.greet(told);
      assertThatThrownBy(() -> pass.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              OperatorError.class, error -> assertThat(error.exitCode()).isEqualTo(code))
          .hasMessageContaining(words);
      assertThat(connection.awaitEnd()).isEmpty();
    }
  }

  @Test
  void withoutTheRightRecipientNothingIsUploaded() throws Exception {
    file("a");
    assertSealsNothing(ExitCode.USAGE, Optional.empty(), "there is no recipient");

    sealing = Sealing.forAccount(new RecipientPin(temporary.resolve("pin"), Optional.empty()));
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.accept()) {
      connection.greet(Optional.of(IDENTITY.recipient().toString()));
      Upload upload = connection.store(connection.next(Frame.Offer.class));
      assertThat(open(upload.bytes())).isEqualTo("content of a");
      assertOk(pass);
    }
    file("b");
    String other = Identity.generate().recipient().toString();
    assertSealsNothing(ExitCode.SERVER_UNPROVEN, Optional.of(other), "--accept-recipient " + other);
  }

  @Test
  void aNameThatGetsTooLongConcernsThatFileOnly() throws Exception {
    file("x".repeat(252));
    file("b");
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(pass.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INCOMPLETE);
    }
    assertThat(said()).contains("it cannot be sealed as NAME.age").contains("uploaded 1 file");
  }

  @Test
  void twoFilesThatWouldHaveOneNameWaitForEachOther() throws Exception {
    file("a");
    store("a.age");
    sealing = Sealing.off();
    erase = true;
    file("a.age");
    Future<ExitCode> pass = pass();
    try (ClientConnection connection = scripted.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      Object next = connection.next();
      if (next instanceof Frame.Proof proof) {
        connection.confirm(offer, proof.digest());
      }
      assertOk(pass);
      assertThat(connection.awaitEnd()).as("one offer only").isEmpty();
    }
    assertThat(said()).contains("1 left for later");
  }
}
