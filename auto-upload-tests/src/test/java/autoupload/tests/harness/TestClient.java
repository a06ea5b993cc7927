package autoupload.tests.harness;

import autoupload.cli.CommandMain;
import autoupload.client.UploadCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Builder of runs of the real client, which can be started as often as wanted. Unless told
 * otherwise the client trusts the site's certificate, waits for no file to settle, gives up at the
 * first failure of the network (but see {@link #runOrFail}) and keeps its state in the site's
 * {@code state} folder.
 */
public final class TestClient {
  private final Site site;
  private final int port;
  private final Tree source;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private Account account = Account.ALICE;
  private String host = "127.0.0.1";
  private String state = "state";
  private String settle = "0s";
  private Optional<String> retryFor = Optional.empty();
  private List<String> prefix = List.of();
  private List<String> jvmOptions = Installation.jvmOptions("client");
  private Optional<Path> ca;

  TestClient(Site site, int port, Tree source) {
    this.site = site;
    this.port = port;
    this.source = source;
    this.ca = Optional.of(site.certificate().ca());
  }

  /** Appends options. */
  public TestClient with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Logs in as somebody else. */
  public TestClient as(Account other) {
    account = other;
    return this;
  }

  /** Calls the server by another name. */
  public TestClient host(String name) {
    host = name;
    return this;
  }

  /** Remembers what it did in another folder of the site. */
  public TestClient state(String folder) {
    state = folder;
    return this;
  }

  /** Leaves files alone that changed within that time: {@code 10s}. */
  public TestClient settle(String duration) {
    settle = duration;
    return this;
  }

  /** Goes on trying for that long when the network fails: {@code 30s}. */
  public TestClient retryFor(String duration) {
    retryFor = Optional.of(duration);
    return this;
  }

  /** Trusts that authority instead of the site's. */
  public TestClient ca(Path certificate) {
    ca = Optional.of(certificate);
    return this;
  }

  /** Trusts what the system trusts. */
  public TestClient withoutCa() {
    ca = Optional.empty();
    return this;
  }

  /** Sets one environment variable. */
  public TestClient env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Options for the JVM, in place of those for a quick start; none is how users run it. */
  public TestClient jvm(String... options) {
    jvmOptions = List.of(options);
    return this;
  }

  /** Beside its other options for the JVM, and after them: the largest heap, {@code 64m}. */
  public TestClient heap(String size) {
    jvmOptions = new ArrayList<>(jvmOptions);
    jvmOptions.add("-Xmx" + size);
    return this;
  }

  /** Dies at that failpoint, as with {@code kill -9}. */
  public TestClient haltingAt(String failpoint) {
    jvmOptions = new ArrayList<>(jvmOptions);
    jvmOptions.add("-Dautoupload.failpoint=" + failpoint);
    return this;
  }

  /** Runs it under another command, such as {@code setpriv}. */
  public TestClient under(List<String> command) {
    prefix = List.copyOf(command);
    return this;
  }

  /** The four mandatory settings in the original's short form. */
  private List<String> settings() {
    return List.of(
        "-s", host, "-u", account.user(), "-p", account.password(), "-f", source.root().toString());
  }

  /** The command; its settings, which {@link #start} gives in the short form, written otherwise. */
  public Command command(List<String> settings) {
    return command(settings, "0s");
  }

  private Command command(List<String> settings, String usualRetryFor) {
    Command command =
        site.jar("client", jvmOptions).under(prefix).with(arguments(settings, usualRetryFor));
    environment.forEach(command::env);
    return command;
  }

  private List<String> arguments(List<String> settings, String usualRetryFor) {
    List<String> all = new ArrayList<>(settings);
    ca.ifPresent(file -> all.addAll(List.of("--ca", file.toString())));
    all.addAll(List.of("--port", Integer.toString(port), "--settle", settle));
    all.addAll(List.of("--state", site.path(state).toString()));
    all.addAll(List.of("--retry-for", retryFor.orElse(usualRetryFor)));
    all.addAll(options);
    return all;
  }

  /** Starts it. */
  public RunningCommand start() {
    return command(settings()).start();
  }

  /**
   * As {@link #run}, in this process: a tenth of the work, where what the process is does not
   * matter. One at a time, and with neither options for its JVM nor an environment.
   */
  public FinishedCommand runHere() {
    return runHere("0s");
  }

  /** As {@link #runOrFail}, in this process. */
  public FinishedCommand runHereOrFail() {
    return runHere("30s").orFail();
  }

  private FinishedCommand runHere(String usualRetryFor) {
    if (!prefix.isEmpty() || !environment.isEmpty() || !isWithUsualJvm()) {
      throw new IllegalStateException("only a process of its own has what was asked for");
    }
    List<String> arguments = arguments(settings(), usualRetryFor);
    return FinishedCommand.of(
        site,
        "client",
        arguments,
        (args, out, err) ->
            CommandMain.run(UploadCommand.class, new UploadCommand(), args, out, err));
  }

  private boolean isWithUsualJvm() {
    return jvmOptions.equals(Installation.jvmOptions("client"));
  }

  /** Starts it and waits for its end. */
  public RunningCommand run() {
    return command(settings()).run();
  }

  /**
   * Starts it, waits for its end, and fails the test if that is not 0. Unless told otherwise it
   * goes on trying for a while, since on a busy machine a handshake may take longer than a server
   * waits.
   */
  public RunningCommand runOrFail() {
    return command(settings(), "30s").runOrFail();
  }
}
