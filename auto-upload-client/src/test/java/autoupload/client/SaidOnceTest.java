package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.age.Identity;
import autoupload.cli.CommandMain;
import autoupload.client.pass.StateFolder;
import autoupload.client.report.Notice;
import autoupload.client.report.Notice.Repeat;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.PassReport.Verbosity;
import autoupload.client.report.Progress;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.ScriptedServer;
import autoupload.client.scripted.TestIdentity;
import autoupload.wire.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/**
 * Repetition of notices, as cron hears them: for every kind the whole command is run again and
 * again. A new notice does not compile before it has a scene here.
 */
@Timeout(300)
class SaidOnceTest {
  /** The same for a file that comes back, so that nothing but its absence makes it new. */
  private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

  private static TestIdentity identity;
  private static Path certificate;

  @TempDir private Path temporary;
  private Path folder;
  private Path password;
  private ScriptedServer server;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<AutoCloseable> toClose = new ArrayList<>();

  /** Exit status of a run, and what it said. */
  private record Run(int code, String words) {}

  /** Scene in which the cause of a notice comes and goes. */
  private abstract class Scene {
    private final String words;
    private final String[] options;

    Scene(String words, String... options) {
      this.words = words;
      this.options = options;
    }

    abstract void come() throws Exception;

    /** A run that sees it is part of it. */
    abstract void go() throws Exception;

    Run run(String... more) throws Exception {
      return command(options, more);
    }
  }

  @BeforeAll
  static void makeCertificate(@TempDir Path dir) throws IOException {
    identity = new TestIdentity(dir);
    certificate = dir.resolve("certificate.pem");
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    password = Files.writeString(temporary.resolve("password"), "secret\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    server = new ScriptedServer(identity);
    toClose.add(server);
  }

  @AfterEach
  void stop() throws Exception {
    thread.shutdownNow();
    for (AutoCloseable each : toClose) {
      each.close();
    }
  }

  private Run command(String[] options, String... more) {
    List<String> line = new ArrayList<>(List.of("-s", "127.0.0.1", "-u", "user", "--settle", "0"));
    line.addAll(List.of("--port", Integer.toString(server.port()), "--retry-for", "0"));
    line.addAll(List.of("--ca", certificate.toString(), "--password-file", password.toString()));
    line.addAll(List.of("-f", folder.toString(), "--state", temporary + "/state"));
    line.addAll(List.of(options));
    line.addAll(List.of(more));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(print);
    System.setErr(print);
    try {
      PrintWriter writer = new PrintWriter(print, true, StandardCharsets.UTF_8);
      String[] arguments = line.toArray(String[]::new);
      int code =
          CommandMain.run(UploadCommand.class, new UploadCommand(), arguments, writer, writer);
      return new Run(code, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private Path file(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "content");
    return Files.setLastModifiedTime(file, FileTime.from(DATE));
  }

  /** A run that the server stores a file of. */
  private void upload(String... options) throws Exception {
    Future<Run> run = thread.submit(() -> command(options));
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      assertThat(run.get(60, TimeUnit.SECONDS).words()).contains("uploaded 1 file");
    }
  }

  /** A run that erases a file the server has. */
  private void erase() throws Exception {
    Future<Run> run = thread.submit(() -> command(new String[] {"-d", "y"}));
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer again = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(again.id()));
      connection.confirm(again, connection.next(Frame.Proof.class).digest());
      assertThat(run.get(60, TimeUnit.SECONDS).words()).contains("1 erased here");
    }
  }

  /** Another file beside, which the server has; in a folder that shows none nothing is over. */
  private void anchor() throws Exception {
    if (!Files.exists(folder.resolve("anchor"))) {
      file("anchor");
      upload();
    }
  }

  @ParameterizedTest
  @EnumSource(Notice.class)
  void eachNoticeIsSaidAsOftenAsItIsTo(Notice notice) throws Exception {
    Scene scene = scene(notice);
    boolean always = notice.repeat() == Repeat.EACH_TIME;
    boolean comesBack =
        always || notice.repeat() == Repeat.WHILE_IT_LASTS || notice.repeat() == Repeat.ONCE_A_FILE;

    scene.come();
    Run first = scene.run();
    assertThat(first.words()).as("the first run").containsOnlyOnce(scene.words);

    Run second = scene.run();
    assertThat(second.code()).as("the truth does not depend on words").isEqualTo(first.code());
    if (always) {
      assertThat(second.words()).contains(scene.words);
    } else {
      assertThat(second.words()).as("nothing is new: no mail").isEmpty();
    }
    assertThat(scene.run("-v").words()).as("to whoever asks").contains(scene.words);

    scene.go();
    scene.come();
    Run again = scene.run();
    if (comesBack) {
      assertThat(again.words()).as("it came back").contains(scene.words);
    } else {
      assertThat(again.words()).as("it came back").doesNotContain(scene.words);
    }
  }

  private Scene scene(Notice notice) {
    return switch (notice) {
      case UNUSABLE -> ofFile("\u0001", "control character; rename it");
      case RESERVED_NAME -> ofFile(".auto-upload-note", "is not uploaded");
      case ERASING_UNFINISHED -> interrupted();
      case FAILED -> unsealable("cannot be sealed", 0);
      case RESTING -> unsealable("left alone for a while after failing", 5);
      case KEPT -> linked();
      case FOLDER_KEPT -> readOnly();
      case RECORDING_UNFINISHED -> recording();
      case OWN_FILE -> own();
      case SECRET_EXPOSED -> exposed();
      case OTHER_CLIENT -> busy();
      case NOT_SEALED_BEFORE -> sealedFromNowOn();
      case WEAK_BINDING,
          TICKET_NOT_KEPT,
          OLD_BYTES_SURVIVE,
          NOT_OVERWRITTEN,
          ERASING_UNSUPPORTED,
          RECIPIENT_REMEMBERED,
          OTHER_STORE,
          PASS_FAILED ->
          reported(notice);
    };
  }

  /** A file that stands for itself. */
  private Scene ofFile(String name, String words) {
    return new Scene(words) {
      @Override
      void come() throws IOException {
        file(name);
      }

      @Override
      void go() throws Exception {
        Files.delete(folder.resolve(name));
        run();
      }
    };
  }

  private Scene interrupted() {
    Path parked = folder.resolve(".auto-upload-check-0123abcd");
    return new Scene("cannot finish erasing") {
      @Override
      void come() throws IOException {
        Files.createDirectory(parked);
        file(".auto-upload-check-0123abcd/.auto-upload-inner"); // not a name that is parked
      }

      @Override
      void go() throws Exception {
        Files.delete(parked.resolve(".auto-upload-inner"));
        run();
        assertThat(parked).doesNotExist();
      }
    };
  }

  private Scene unsealable(String words, int runsBefore) {
    String name = "n".repeat(253);
    String recipient = Identity.generate().recipient().toString();
    return new Scene(words, "-e", "y", "--recipient", recipient) {
      @Override
      void come() throws Exception {
        anchor();
        file(name);
        run("--include", "anchor"); // what else there is to say
        for (int i = 0; i < runsBefore; i++) {
          run();
        }
      }

      @Override
      void go() throws Exception {
        Files.delete(folder.resolve(name));
        run();
      }
    };
  }

  private Scene linked() {
    return new Scene("it has other names", "-d", "y") {
      @Override
      void come() throws Exception {
        file("clip");
        upload();
        Files.createLink(temporary.resolve("link"), folder.resolve("clip"));
      }

      @Override
      void go() throws Exception {
        Files.delete(temporary.resolve("link"));
        erase();
      }
    };
  }

  private Scene readOnly() {
    return new Scene("kept what is in", "-d", "y") {
      private boolean isMounted;

      @Override
      void come() throws Exception {
        if (!isMounted) {
          assumeTrue(mount("-t tmpfs -o size=1m none"), "no right to mount a tmpfs");
          toClose.add(() -> shell("umount -l " + folder));
          isMounted = true;
        }
        file("clip");
        upload();
        assertThat(mount("-o remount,ro")).isTrue();
      }

      @Override
      void go() throws Exception {
        assertThat(mount("-o remount,rw")).isTrue();
        erase();
      }
    };
  }

  private boolean mount(String options) throws Exception {
    return shell("mount " + options + " " + folder) == 0;
  }

  private static int shell(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
  }

  private Scene recording() {
    byte[] cut = "\0\0\0\20ftypisom\0\0\0\1\0\0\0\0mdat...".getBytes(StandardCharsets.US_ASCII);
    return new Scene("its recording was never finished", "-i", "none-such0") {
      @Override
      void come() throws Exception {
        anchor();
        Path file = Files.write(folder.resolve("cut.mp4"), cut);
        Files.setLastModifiedTime(file, FileTime.from(DATE));
      }

      @Override
      void go() throws Exception {
        Files.delete(folder.resolve("cut.mp4"));
        run();
      }
    };
  }

  private Scene own() {
    return new Scene("is never uploaded or erased") {
      @Override
      void come() throws IOException {
        Files.createLink(folder.resolve("mine"), password);
      }

      @Override
      void go() throws Exception {
        Files.delete(folder.resolve("mine"));
        run();
      }
    };
  }

  private Scene exposed() {
    return new Scene("every user of this machine can read") {
      @Override
      void come() throws IOException {
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
      }

      @Override
      void go() throws Exception {
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        run();
      }
    };
  }

  private Scene busy() {
    return new Scene("another client is at work") {
      private StateFolder other;

      @Override
      void come() {
        String address = "127.0.0.1:" + server.port();
        other = StateFolder.open(temporary.resolve("state"), address, "user", folder).orElseThrow();
        toClose.add(other);
      }

      @Override
      void go() throws Exception {
        other.close();
        run();
      }
    };
  }

  private Scene sealedFromNowOn() {
    String recipient = Identity.generate().recipient().toString();
    return new Scene("only what is new or changed is sealed", "-e", "y", "--recipient", recipient) {
      @Override
      void come() throws Exception {
        anchor();
      }

      @Override
      void go() throws Exception {
        command(new String[0]);
      }
    };
  }

  /** One whose cause cannot be had on every machine, or is tested where it arises. */
  private Scene reported(Notice notice) {
    return new Scene("words of " + notice) {
      private boolean isThere;

      @Override
      void come() {
        isThere = true;
      }

      @Override
      void go() {
        isThere = false;
        run();
      }

      @Override
      Run run(String... more) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        Verbosity verbosity = more.length == 0 ? Verbosity.NORMAL : Verbosity.VERBOSE;
        PassReport report =
            new PassReport(
                verbosity, print, print, Progress.none(), Notices.in(temporary.resolve("said")));
        report.lookFor(notice);
        if (isThere) {
          report.say(notice, "words of " + notice);
        }
        report.finish();
        return new Run(0, said.toString(StandardCharsets.UTF_8));
      }
    };
  }
}
