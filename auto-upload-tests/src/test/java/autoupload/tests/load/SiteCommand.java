package autoupload.tests.load;

import autoupload.operator.ExitCode;
import autoupload.tests.harness.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Measurement in a {@link Site} of its own, in memory where there is such: no disk slows it down.
 */
abstract class SiteCommand implements Callable<Integer> {
  @Override
  public final Integer call() throws IOException, InterruptedException {
    Site site = new Site();
    try {
      site.open(memory());
      measure(site);
    } catch (AssertionError e) {
      System.err.println(e.getMessage());
      return ExitCode.INCOMPLETE.number();
    } finally {
      site.close();
    }
    return 0;
  }

  /** Prints what it finds, and fails if that is not what was promised. */
  abstract void measure(Site site) throws IOException, InterruptedException;

  private static Path memory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
