package autoupload.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Child process that runs a main of the test class path, as an operator's shell would. */
public final class ChildJava {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private ChildJava() {}

  /** Exit status and output of a process. */
  public record Result(int status, String out, String err) {}

  /** The start of a command line that runs {@code main}. */
  public static List<String> command(Class<?> main, String... jvmOptions) {
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(jvmOptions));
    command.add(main.getName());
    return command;
  }

  /** Runs {@code command} to its end with {@code environment} on top of this process's. */
  public static Result run(Path folder, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path err = folder.resolve("stderr");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, Files.readString(err));
  }
}
