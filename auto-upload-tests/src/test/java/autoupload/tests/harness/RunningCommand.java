package autoupload.tests.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** Process that was started, and its output so far. */
public final class RunningCommand {
  /** How long any process may take for anything; a hang, not slowness, reaches it. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<String> line;
  private final Process process;
  private final DrainedOutput out;
  private final DrainedOutput err;

  /**
   * @param copyOfOut a new file for what it says
   * @param copyOfErr another one
   */
  RunningCommand(List<String> line, Process process, Path copyOfOut, Path copyOfErr) {
    this.line = List.copyOf(line);
    this.process = process;
    this.out = DrainedOutput.of(process.getInputStream(), copyOfOut);
    this.err = DrainedOutput.of(process.getErrorStream(), copyOfErr);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** The lines of standard output so far. */
  public List<String> out() {
    return out.lines();
  }

  /** The lines of standard error so far. */
  public List<String> err() {
    return err.lines();
  }

  /** The lines of both, standard output first. */
  public List<String> said() {
    return Stream.concat(out().stream(), err().stream()).toList();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line of standard output that has the pattern in it. */
  public MatchResult awaitOut(Pattern pattern) {
    promptly("a line with " + pattern).until(() -> find(pattern).isPresent() || !process.isAlive());
    if (!process.isAlive()) {
      out.awaitEnd();
    }
    return find(pattern)
        .orElseThrow(() -> new AssertionError("no line with " + pattern + "\n" + transcript()));
  }

  /** Waits until so many lines of standard error have the pattern in them. */
  public void awaitErr(Pattern pattern, int lines) {
    promptly(lines + " lines with " + pattern)
        .until(() -> !process.isAlive() || countErr(pattern) >= lines);
    if (!process.isAlive()) {
      err.awaitEnd();
    }
    if (countErr(pattern) < lines) {
      throw new AssertionError("it ended without " + pattern + "\n" + transcript());
    }
  }

  private long countErr(Pattern pattern) {
    return err().stream().filter(line -> pattern.matcher(line).find()).count();
  }

  private Optional<MatchResult> find(Pattern pattern) {
    return out().stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(Matcher::toMatchResult)
        .findFirst();
  }

  /** Waits for its end and gives its exit code; 128 + N where signal N ended it. */
  public int exitCode() {
    return exitCodeWithin(PATIENCE);
  }

  /** As {@link #exitCode}, for those that promised to be quick. */
  public int exitCodeWithin(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        printThreads();
        throw new AssertionError("it should have ended within " + limit + "\n" + transcript());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + line, e);
    }
    out.awaitEnd();
    err.awaitEnd();
    return process.exitValue();
  }

  /** SIGTERM. */
  public void terminate() {
    // Process.destroy would also close our ends of its output.
    process.toHandle().destroy();
  }

  /** Sends a signal: {@code HUP}. */
  public void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
  }

  /** SIGKILL, to it and to everything it started; waits until they are gone. */
  public void kill() {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    promptly(line + " to be gone").until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static ConditionFactory promptly(String what) {
    return await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10));
  }

  /** The command line, how it ended and everything it said, for a failed test's report. */
  public String transcript() {
    return String.join(" ", line)
        + (process.isAlive() ? "\n  still runs" : "\n  ended with " + process.exitValue())
        + "\n  out| "
        + String.join("\n  out| ", out())
        + "\n  err| "
        + String.join("\n  err| ", err());
  }

  /** SIGQUIT makes a JVM print its threads' stacks on standard output. */
  private void printThreads() {
    int before = out().size();
    try {
      signal("QUIT");
    } catch (IOException e) {
      return; // The transcript is still worth having.
    }
    await("the dump")
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                !process.isAlive()
                    || out().stream().skip(before).anyMatch(l -> l.contains("JNI global refs")));
  }
}
