package autoupload.tests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Test fixture with a folder of its own, and every process started in it. After the test the
 * processes are killed and the folder is removed; after a failed one the output of the processes is
 * printed first. Registered in a static field it is shared by all tests of the class.
 *
 * <p>The folder lies in the module's {@code target}, so on a disk, where a force is a force.
 */
public final class Site
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterTestExecutionCallback,
        AfterEachCallback,
        AfterAllCallback {
  private final List<RunningCommand> started = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final List<ReservedPort> ports = new ArrayList<>();
  private Optional<TestCertificate> certificate = Optional.empty();
  private final WholeLog log;
  private String label = "";
  private Path root = Path.of("");
  private boolean isShared;

  /** Every process that is started here tells the log of this run. */
  public Site() {
    this(WholeLog.ofThisRun());
  }

  Site(WholeLog log) {
    this.log = log;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    isShared = true;
    label = context.getRequiredTestClass().getSimpleName();
    open();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    label = context.getRequiredTestClass().getSimpleName();
    if (!isShared) {
      open();
    }
  }

  void open() throws IOException {
    open(Files.createDirectories(Installation.root().resolve("auto-upload-tests/target")));
  }

  /** The same outside of a test, in a folder that exists; {@link #close} follows. */
  public void open(Path parent) throws IOException {
    root = Files.createTempDirectory(parent, "site-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(path("tmp"));
    Files.createDirectory(path("home"));
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    boolean failed =
        context
            .getExecutionException()
            .filter(e -> !(e instanceof TestAbortedException))
            .isPresent();
    if (failed) {
      List.copyOf(started).forEach(command -> System.err.println(command.transcript()));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (isShared) {
      started.removeIf(command -> !command.isAlive()); // the next test's report is about itself
    } else {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  /** Kills the processes and removes the folder. */
  public void close() throws IOException {
    List.copyOf(started).forEach(RunningCommand::kill);
    proxies.forEach(FaultProxy::close);
    for (ReservedPort port : ports) {
      port.close();
    }
    SecretsFound secrets = new SecretsFound(log);
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        secrets.inPrivateFile(path);
        Files.delete(path);
      }
    }
  }

  /** A path in the test's own folder; nothing is made there. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** A new folder to be uploaded. */
  public Tree source(String name) throws IOException {
    return new Tree(Files.createDirectories(path(name)));
  }

  /** Any command, found as the shell would find it. */
  public Command command(String... line) {
    return new Command(this, List.of(line));
  }

  /** The jar of {@code server}, {@code client} or {@code adduser}, its arguments still to come. */
  public Command jar(String name) {
    return jar(name, Installation.jvmOptions(name));
  }

  /** As {@link #jar(String)}, with these options for the JVM and no others. */
  Command jar(String name, List<String> jvmOptions) {
    List<String> line = new ArrayList<>();
    line.add(Installation.java().toString());
    line.addAll(jvmOptions);
    line.add("-Djava.io.tmpdir=" + path("tmp"));
    line.add("-Duser.home=" + path("home"));
    line.addAll(List.of("-jar", Installation.jar(name).toString()));
    return new Command(this, line);
  }

  /** A server, not started yet, for the users of {@link Account}. */
  public TestServer server() throws IOException {
    return new TestServer(this);
  }

  /** A client, not started yet, that uploads {@code source} as {@link Account#ALICE}. */
  public TestClient client(int port, Tree source) {
    return new TestClient(this, port, source);
  }

  /** A port that nobody listens on, as long as the test lasts, unless it is told to. */
  public ReservedPort reservedPort() throws IOException {
    ReservedPort port = new ReservedPort();
    ports.add(port);
    return port;
  }

  /** A proxy in front of the server, as long as the test lasts. */
  public FaultProxy proxy(TestServer server) throws IOException {
    FaultProxy proxy = FaultProxy.to(server.port());
    proxies.add(proxy);
    return proxy;
  }

  /** The certificate for {@code localhost} and 127.0.0.1 that servers use unless told otherwise. */
  public TestCertificate certificate() {
    if (certificate.isEmpty()) {
      certificate =
          Optional.of(TestCertificate.create(this, "right", "DNS:localhost,IP:127.0.0.1"));
    }
    return certificate.get();
  }

  /** What everything that is started here says is kept in. */
  WholeLog log() {
    return log;
  }

  /** A new file there. */
  Path fileFor(String output, List<SecretKind> onPurpose) {
    return log.newFile(label + "-" + output, onPurpose);
  }

  void started(RunningCommand command) {
    started.add(command);
  }
}
