package autoupload.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Paths of the built commands and of the java that runs them. */
public final class Installation {
  private static final String MODULE = "auto-upload-tests";

  private Installation() {}

  /**
   * The java command the jars are run with: the system property {@code autoupload.java}, else that
   * of this JVM.
   */
  public static Path java() {
    return Optional.ofNullable(System.getProperty("autoupload.java"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java"));
  }

  /**
   * Options for JVMs that start, do little and end, as most do here: {@link #quickOptions}, and the
   * command's classes if they are at hand.
   */
  static List<String> jvmOptions(String command) {
    List<String> options = new ArrayList<>(quickOptions());
    try {
      if (!options.isEmpty() && ClassArchive.isThere(command)) {
        options.add("-XX:SharedArchiveFile=" + ClassArchive.of(command));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return options;
  }

  /**
   * The system property {@code autoupload.jvm}: what saves compiling for good what soon ends. None
   * if it is not set.
   */
  static List<String> quickOptions() {
    return Stream.of(System.getProperty("autoupload.jvm", "").split(" "))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /**
   * The jar of {@code server}, {@code client} or {@code adduser}.
   *
   * @throws IllegalStateException if it was not built
   */
  public static Path jar(String command) {
    Path jar = jarPath(command);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(jar + " is missing: run `mvn package` first");
    }
    return jar;
  }

  /** Where that jar is once it is built. */
  static Path jarPath(String command) {
    return root().resolve("auto-upload-" + command + "/target/" + command + ".jar");
  }

  /**
   * The repository: the system property {@code autoupload.root}, else the nearest folder above the
   * working directory that holds this module.
   */
  public static Path root() {
    return Optional.ofNullable(System.getProperty("autoupload.root"))
        .map(Path::of)
        .orElseGet(Installation::searchUpward);
  }

  private static Path searchUpward() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve(MODULE).resolve("pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run the tests inside the repository");
      }
    }
    return folder;
  }
}
