package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.scripted.Credentials;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What passes is waited for and said once; what does not ends the start at once. */
@Isolated // the log is everybody's
class StartWaitTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Things that a server needs, each missing until the test puts it right. */
  private enum Missing {
    CERTIFICATE,
    KEY,
    WHOLE_CERTIFICATE,
    ITS_KEY,
    PASSWORD_FILE,
    FOLDER,
    WRITABLE_FOLDER,
    FOLDER_OF_ITS_OWN,
    PORT
  }

  private final Logger log = (Logger) LoggerFactory.getLogger(StartWait.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @TempDir private Path dir;
  private Credentials credentials;
  private Path store;
  private int port;

  @BeforeEach
  void make() throws IOException {
    credentials = Credentials.make(dir, "alice");
    store = Files.createDirectory(dir.resolve("store"));
    logged.start();
    log.addAppender(logged);
    log.setLevel(Level.WARN);
    log.setAdditive(false);
  }

  @AfterEach
  void detach() {
    log.detachAppender(logged);
    log.setLevel(null);
    log.setAdditive(true);
    thread.shutdownNow();
  }

  private UploadServer start(boolean waits) {
    return UploadServer.start(
        credentials.passwords(),
        credentials.certificate(),
        credentials.key(),
        StorageFolder.anywhere(store),
        Optional.of(InetAddress.getLoopbackAddress()),
        port,
        ServerLimits.DEFAULT,
        new StartWait(waits));
  }

  /** Takes it away; closing gives it back. */
  private Closeable take(Missing what) throws Exception {
    return switch (what) {
      case CERTIFICATE -> away(credentials.certificate());
      case KEY -> away(credentials.key());
      case WHOLE_CERTIFICATE -> replaced(credentials.certificate(), new byte[0]);
      case ITS_KEY -> {
        Credentials others = Credentials.make(Files.createDirectory(dir.resolve("other")), "eve");
        yield replaced(credentials.key(), Files.readAllBytes(others.key()));
      }
      case PASSWORD_FILE -> away(credentials.passwords());
      case FOLDER -> away(store);
      case WRITABLE_FOLDER -> readOnly(store);
      case FOLDER_OF_ITS_OWN -> start(false)::close;
      case PORT -> {
        ServerSocket taken = new ServerSocket();
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = taken.getLocalPort();
        yield taken;
      }
    };
  }

  private static Closeable away(Path file) throws IOException {
    Path elsewhere = file.resolveSibling("elsewhere");
    Files.move(file, elsewhere);
    return () -> Files.move(elsewhere, file);
  }

  private static Closeable replaced(Path file, byte[] content) throws IOException {
    byte[] right = Files.readAllBytes(file);
    Files.write(file, content);
    return () -> Files.write(file, right);
  }

  /** A mode would not stop root. */
  private static Closeable readOnly(Path folder) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", folder.toString()),
        "`mount` is not allowed here");
    return () -> {
      try {
        if (!run("umount", folder.toString())) {
          throw new IOException("it stays mounted: " + folder);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    };
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereYetIsWaitedForIfThatIsAskedFor(Missing what) throws Exception {
    Future<UploadServer> started;
    Closeable putRight = take(what);
    try {
      OperatorError refusal = catchThrowableOfType(OperatorError.class, () -> start(false).close());
      assertThat(refusal).isNotNull();
      boolean looksLikeAMistake = what == Missing.WHOLE_CERTIFICATE || what == Missing.ITS_KEY;
      assertThat(refusal.exitCode())
          .isEqualTo(looksLikeAMistake ? ExitCode.USAGE : ExitCode.NOT_NOW);
      assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("Exception");
      assertThat(logged.list).isEmpty();

      Callable<UploadServer> waiting = () -> start(true);
      started = thread.submit(waiting);
      await().atMost(LONG).until(() -> !List.copyOf(logged.list).isEmpty());
      assertThat(started).isNotDone();
    } finally {
      putRight.close();
    }
    try (UploadServer server = started.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
      assertThat(server.address().getPort()).isPositive();
      assertThat(server.users()).isEqualTo(1);
    }
    assertThat(logged.list).hasSize(1);
  }

  @Test
  void whatNoWaitingCuresEndsTheStartAlsoThen() throws IOException {
    Path certificate = credentials.certificate();
    Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nno\n");
    FileTime longAgo = FileTime.from(Instant.now().minusSeconds(3600));
    Files.setLastModifiedTime(certificate, longAgo);
    Files.setLastModifiedTime(credentials.key(), longAgo);
    OperatorError refusal = catchThrowableOfType(OperatorError.class, () -> start(true).close());
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);

    store = certificate;
    credentials = Credentials.make(Files.createDirectory(dir.resolve("good")), "alice");
    refusal = catchThrowableOfType(OperatorError.class, () -> start(true).close());
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refusal.getMessage()).contains("is no folder");
    assertThat(logged.list).isEmpty();
  }

  @Test
  void wantOfThreadsIsNoDefect() {
    OperatorError refusal =
        catchThrowableOfType(
            OperatorError.class,
            () ->
                new StartWait(false)
                    .until(
                        () -> {
                          throw new OutOfMemoryError("unable to create native thread");
                        }));
    assertThat(refusal.exitCode()).isEqualTo(ExitCode.NOT_NOW);
    assertThat(refusal.getMessage()).contains("no thread", "TasksMax");
  }
}
