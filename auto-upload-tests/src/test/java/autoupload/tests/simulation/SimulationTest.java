package autoupload.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.SmallChunks;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Simulation of thousands of worlds, each of which keeps the promises of Auto Upload: no receipted
 * file is lost, no unconfirmed source is erased, everything is uploaded in the end, and nothing
 * twice.
 *
 * <p>{@code -Dautoupload.seeds=N} runs so many worlds, {@code -Dautoupload.seed=S} a single one.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("autoupload.seeds", 2000);
  private static final long ONE = Long.getLong("autoupload.seed", -1);
  private static final int AT_A_TIME = 4;
  private static final int SECONDS = Integer.getInteger("autoupload.seconds", 60);
  private static final int SHOWN = 3;

  private final ExecutorService worlds = Executors.newCachedThreadPool();
  private final Logger serverLog = (Logger) LoggerFactory.getLogger("autoupload.server");
  private SmallChunks chunks;

  @BeforeEach
  void prepare() {
    chunks = new SmallChunks(Source.CHUNK);
    serverLog.setLevel(Level.OFF); // disks that fail are what it is about
  }

  @AfterEach
  void restore() {
    chunks.close();
    serverLog.setLevel(null);
    worlds.shutdownNow();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // for many more worlds; each has its own limit
  void everyPromiseHoldsInEveryWorld() throws Exception {
    List<Long> seeds = ONE >= 0 ? List.of(ONE) : LongStream.range(0, SEEDS).boxed().toList();
    ExecutorService batch = Executors.newFixedThreadPool(AT_A_TIME);
    List<String> failures = new ArrayList<>();
    try {
      List<Callable<Optional<String>>> runs = new ArrayList<>();
      seeds.forEach(seed -> runs.add(() -> failure(seed)));
      for (Future<Optional<String>> done : batch.invokeAll(runs)) {
        done.get().ifPresent(failures::add);
      }
    } finally {
      batch.shutdownNow();
    }
    assertThat(failures.stream().limit(SHOWN)).as("%d worlds failed", failures.size()).isEmpty();
  }

  /** What went wrong in the world of that seed. */
  private Optional<String> failure(long seed) throws Exception {
    World world = new World(seed);
    Future<List<String>> end = worlds.submit(world::run);
    String what;
    try {
      List<String> broken = end.get(SECONDS, TimeUnit.SECONDS);
      if (broken.isEmpty()) {
        return Optional.empty();
      }
      what = String.join("\n", broken);
    } catch (TimeoutException e) {
      what = "it hangs";
    } catch (ExecutionException e) {
      StringWriter stack = new StringWriter();
      e.getCause().printStackTrace(new PrintWriter(stack));
      what = stack.toString();
    }
    return Optional.of(
        "seed "
            + seed
            + ", to repeat with -Dautoupload.seed="
            + seed
            + ":\n"
            + what
            + "\n\n"
            + world);
  }
}
