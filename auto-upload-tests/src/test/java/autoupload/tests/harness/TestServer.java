package autoupload.tests.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The real server on a free loopback port, which it keeps when it is started again. */
public final class TestServer {
  /** What a server needs at most to stop, and a little for a busy machine. */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(10 + 2);

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

  /** For an upload of many megabytes, or many uploads, from the next start on. */
  public TestServer optimizing() {
    jvmOptions = Installation.optimizingOptions("server");
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

  /** Another address to listen on, from the next start on. */
  public TestServer bind(String other) {
    address = other;
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
    return start(
        List.of(
            "-p",
            passwordFile.toString(),
            "-c",
            certificate.chain().toString(),
            "-k",
            certificate.key().toString(),
            "-f",
            folder.toString()));
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
    return process().exitCodeWithin(STOP_LIMIT);
  }

  /** SIGKILL. */
  public void kill() {
    process().kill();
  }

  /** The process started last. */
  public RunningCommand process() {
    return process.orElseThrow(() -> new IllegalStateException("the server was not started"));
  }

  /** Where it listens; 0 before the first start. */
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

  /** What a user has there. */
  public Tree stored(Account account) {
    return Tree.at(folder.resolve(account.user()));
  }
}
