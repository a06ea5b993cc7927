package autoupload.tests.harness;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Real server on a loopback port of its own, which it keeps when it is started again and which
 * nobody else gets in between.
 */
public final class TestServer {
  private static final String PARTIAL_UPLOADS = ".auto-upload-partial";
  private static final Pattern LISTENING = Pattern.compile("listening on (\\S+):(\\d+)");

  private final Site site;
  private final Path passwordFile;
  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private TestCertificate certificate;
  private List<String> jvmOptions = Installation.jvmOptions("server");
  private Optional<String> failpoint = Optional.empty();
  private List<String> prefix = List.of();
  private List<String> options = List.of();
  private String address = "127.0.0.1";
  private int port;
  private Optional<RunningCommand> process = Optional.empty();

  TestServer(Site site) throws IOException {
    this.site = site;
    this.folder = Files.createDirectories(site.path("store"));
    this.passwordFile = site.path("passwords");
    this.certificate = site.certificate();
    this.port = site.reservedPort().number();
    Account.writePasswordFile(passwordFile);
  }

  /**
   * Options for the JVM, from the next start on, in place of those for a quick start or given
   * before; none is how users run it.
   */
  public TestServer jvm(String... options) {
    jvmOptions = List.of(options);
    return this;
  }

  /** Dies at that failpoint, as with {@code kill -9}, or no more; from the next start on. */
  public TestServer haltingAt(Optional<String> name) {
    failpoint = name;
    return this;
  }

  /** Runs it under another command, such as {@code ip netns exec}, from the next start on. */
  public TestServer under(List<String> command) {
    prefix = List.copyOf(command);
    return this;
  }

  /** Further options, from the next start on, in place of those given before. */
  public TestServer with(String... more) {
    options = List.of(more);
    return this;
  }

  /**
   * Another address to listen on, from the next start on, where no port is reserved for it: as with
   * {@link #choosingPort}.
   */
  public TestServer bind(String other) {
    address = other;
    port = 0;
    return this;
  }

  /** Leaves the port of the first start to the server ({@code --port 0}); before that start. */
  public TestServer choosingPort() {
    port = 0;
    return this;
  }

  /** An environment variable, from the next start on. */
  public TestServer env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A password file as adduser makes it, whose hashes cost what users' do. */
  public TestServer costlyHashes() throws IOException {
    Account.makePasswordFile(site, passwordFile);
    return this;
  }

  /** Another certificate, from the next start on. */
  public TestServer certificate(TestCertificate other) {
    certificate = other;
    return this;
  }

  /** Starts it and waits until it listens. */
  public TestServer start() {
    return start(settings(folder));
  }

  /** The four mandatory settings, with that storage folder. */
  public List<String> settings(Path storage) {
    return List.of(
        "-p",
        passwordFile.toString(),
        "-c",
        certificate.chain().toString(),
        "-k",
        certificate.key().toString(),
        "-f",
        storage.toString());
  }

  /** As {@link #start()}, with the four mandatory settings written in another way. */
  public TestServer start(List<String> settings) {
    RunningCommand running = command(settings).start();
    process = Optional.of(running);
    MatchResult listening = running.awaitOut(LISTENING);
    port = Integer.parseInt(listening.group(2));
    return this;
  }

  /** The command that {@link #start(List)} runs. */
  public Command command(List<String> settings) {
    List<String> arguments = new ArrayList<>(settings);
    arguments.addAll(options);
    arguments.addAll(List.of("--port", Integer.toString(port), "--bind", address));
    List<String> jvm = new ArrayList<>(jvmOptions);
    failpoint.ifPresent(name -> jvm.add("-Dautoupload.failpoint=" + name));
    Command command = site.jar("server", jvm).under(prefix).with(arguments);
    environment.forEach(command::env);
    return command;
  }

  /** SIGTERM; waits for its end and gives its exit code. */
  public int stop() {
    process().terminate();
    return process().exitCode();
  }

  /** SIGKILL. */
  public void kill() {
    process().kill();
  }

  /** The process started last. */
  public RunningCommand process() {
    return process.orElseThrow(() -> new IllegalStateException("the server was not started"));
  }

  /** Where it listens; 0 before the first start if it chooses that itself. */
  public int port() {
    return port;
  }

  /** The password file it reads. */
  public Path passwordFile() {
    return passwordFile;
  }

  /** The folder it stores into. */
  public Path folder() {
    return folder;
  }

  /**
   * Waits until the log of the account's only partial upload says that so many bytes are durable.
   */
  public void awaitDurable(Account account, long bytes) {
    await(bytes + " durable bytes")
        .atMost(RunningCommand.PATIENCE)
        .until(() -> DurablePrefix.of(folder.resolve(account.user())) >= bytes);
  }

  /** How much it has of the account's only partial upload, in bytes; 0 if there is none. */
  public long received(Account account) {
    File partials = folder.resolve(account.user()).resolve(PARTIAL_UPLOADS).toFile();
    File[] data = partials.listFiles((ignored, name) -> name.endsWith(".part"));
    return data == null || data.length == 0 ? 0 : data[0].length();
  }

  /**
   * Waits until it has let go of every partial upload, with all that it keeps of them durable; one
   * that is dead has. Then the next connection finds nothing of one that broke before.
   */
  public void awaitLetGo() {
    await("the server to let go of partial uploads")
        .atMost(RunningCommand.PATIENCE)
        .until(() -> !OpenFiles.haveOneIn(process().pid(), PARTIAL_UPLOADS));
  }

  /** What a user has there. */
  public Tree stored(Account account) {
    return Tree.at(folder.resolve(account.user()));
  }
}
