package autoupload.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Entry point of the jars, compiled for Java 8: on a Java older than 17, which cannot load any
 * other class of ours, it says so in one line. The class with the command is named in {@value
 * #TARGET}.
 */
public final class Launcher {
  /** The resource of each jar that names the class whose main is run. */
  private static final String TARGET = "/META-INF/auto-upload/main";

  private static final int OLDEST = 17;

  /** Of sysexits(3), as the commands document it: wrong usage or configuration. */
  private static final int USAGE = 2;

  private Launcher() {}

  /** Runs the command. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    String version = System.getProperty("java.specification.version");
    if (isTooOld(version)) {
      System.err.println("auto-upload: " + complaint(version));
      System.exit(USAGE);
    }
    Class.forName(target()).getMethod("main", String[].class).invoke(null, (Object) args);
  }

  /**
   * Whether a Java is older than what the commands need.
   *
   * @param version as {@code java.specification.version} has it: 1.8, 11
   */
  static boolean isTooOld(String version) {
    return version.startsWith("1.") || Integer.parseInt(version) < OLDEST;
  }

  static String complaint(String version) {
    return "this is Java "
        + version
        + ", and 17 or newer is needed (on Debian and Raspberry Pi OS: apt install"
        + " openjdk-17-jre-headless)";
  }

  private static String target() throws IOException {
    InputStream in = Launcher.class.getResourceAsStream(TARGET);
    if (in == null) {
      throw new IOException(TARGET + " is missing: this jar is broken");
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return reader.readLine();
    }
  }
}
