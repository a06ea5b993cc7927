package autoupload.tests.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builder of a command line and its environment. */
public final class Command {
  private final Site site;
  private final List<String> line;
  private final Map<String, String> environment = new TreeMap<>();

  Command(Site site, List<String> line) {
    this.site = site;
    this.line = new ArrayList<>(line);
  }

  /** Appends arguments. */
  public Command with(String... arguments) {
    return with(List.of(arguments));
  }

  /** Appends arguments. */
  public Command with(List<String> arguments) {
    line.addAll(arguments);
    return this;
  }

  /** Puts a command that runs this one, such as {@code setpriv}, in front. */
  Command under(List<String> prefix) {
    line.addAll(0, prefix);
    return this;
  }

  /** Sets one environment variable. */
  public Command env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Starts it. Its standard input is empty. */
  public RunningCommand start() {
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> env = builder.environment();
    // A JVM announces these on stderr, which some tests expect to be empty.
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(env::remove);
    env.keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("XDG_"));
    env.put("LC_ALL", "C.UTF-8");
    env.put("HOME", site.path("home").toString());
    env.putAll(environment);
    builder.directory(site.path("").toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      String name = name();
      new SecretsFound(site.log()).inCommandLine(name, line);
      Path out = site.fileFor(name + ".out", shownOnPurpose(name));
      Path err = site.fileFor(name + ".err", List.of());
      RunningCommand running = new RunningCommand(line, builder.start(), out, err);
      site.started(running);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is called in the log: {@code client}, or the program's name. */
  private String name() {
    return line.stream()
        .filter(argument -> argument.endsWith(".jar"))
        .map(jar -> Path.of(jar).getFileName().toString().replace(".jar", ""))
        .findFirst()
        .orElseGet(() -> Path.of(line.get(0)).getFileName().toString());
  }

  /** The two places where a command shows on standard output the secret that it made. */
  private List<SecretKind> shownOnPurpose(String name) {
    if (name.equals("adduser") && line.contains("--totp")) {
      return List.of(SecretKind.SEED);
    }
    boolean writesFile = line.contains("-o") || line.contains("--output");
    return name.equals("client") && line.contains("keygen") && !writesFile
        ? List.of(SecretKind.IDENTITY)
        : List.of();
  }

  /** Starts it and waits for its end. */
  public RunningCommand run() {
    RunningCommand running = start();
    running.exitCode();
    return running;
  }

  /** Starts it, waits for its end, and fails the test if that is not 0. */
  public RunningCommand runOrFail() {
    RunningCommand running = run();
    if (running.exitCode() != 0) {
      throw new AssertionError("it should have ended with 0\n" + running.transcript());
    }
    return running;
  }
}
