package autoupload.tests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/**
 * Exit code and output of a command that ran in the test's own process.
 *
 * @param out the lines of standard output
 * @param err the lines of standard error
 */
public record FinishedCommand(int exitCode, List<String> out, List<String> err) {
  /** Main method of a command, but for the end of the process. */
  interface Main {
    int run(String[] arguments, PrintWriter out, PrintWriter err);
  }

  /**
   * Runs it, with all that this process prints meanwhile taken for its own, and kept for the search
   * for secrets as that of a process is.
   */
  static FinishedCommand of(Site site, String name, List<String> arguments, Main main) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream formerOut = System.out;
    PrintStream formerErr = System.err;
    int code;
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      code = main.run(arguments.toArray(String[]::new), writer(System.out), writer(System.err));
    } finally {
      System.setOut(formerOut);
      System.setErr(formerErr);
    }
    FinishedCommand finished = new FinishedCommand(code, lines(out), lines(err));
    try {
      new SecretsFound(site.log()).inCommandLine(name, arguments);
      Files.write(site.fileFor(name + ".out", List.of()), finished.out());
      Files.write(site.fileFor(name + ".err", List.of()), finished.err());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return finished;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** The lines of both, standard output first. */
  public List<String> said() {
    return Stream.concat(out.stream(), err.stream()).toList();
  }

  /** Fails the test if it did not end with 0. */
  public FinishedCommand orFail() {
    if (exitCode != 0) {
      throw new AssertionError("it should have ended with 0, not " + this);
    }
    return this;
  }
}
