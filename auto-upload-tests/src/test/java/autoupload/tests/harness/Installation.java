package autoupload.tests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the built commands and the java that runs them are. */
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
   * The jar of {@code server}, {@code client} or {@code adduser}.
   *
   * @throws IllegalStateException if it was not built
   */
  public static Path jar(String command) {
    Path jar = root().resolve("auto-upload-" + command + "/target/" + command + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(jar + " is missing: run `mvn package` first");
    }
    return jar;
  }

  /**
   * The repository: the system property {@code autoupload.root}, else the nearest folder above the
   * working directory that holds this module.
   */
  static Path root() {
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
