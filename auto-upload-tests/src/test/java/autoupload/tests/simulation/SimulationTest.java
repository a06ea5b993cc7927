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
 * <p>{@code -Dautoupload.seeds=N} runs so many worlds, {@code -Dautoupload.seeds=A-B} those from A
 * up to and not including B, {@code -Dautoupload.seed=S} a single one, and {@code
 * -Dautoupload.repeat=N} each of them so often, with another order of its threads each time; {@code
 * -Dautoupload.order=O} begins with that one instead of 0, which leaves threads alone.
 */
class SimulationTest {
  private static final String SEEDS = System.getProperty("autoupload.seeds", "2000");
  private static final long ONE = Long.getLong("autoupload.seed", -1);
  private static final int REPEAT = Integer.getInteger("autoupload.repeat", 1);
  private static final long ORDER = Long.getLong("autoupload.order", 0);
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
    ExecutorService batch = Executors.newFixedThreadPool(AT_A_TIME);
    List<String> failures = new ArrayList<>();
    try {
      List<Callable<Optional<String>>> runs = new ArrayList<>();
      LongStream.range(ORDER, ORDER + REPEAT)
          .forEach(order -> seeds().forEach(seed -> runs.add(() -> failure(seed, order))));
      for (Future<Optional<String>> done : batch.invokeAll(runs)) {
        done.get().ifPresent(failures::add);
      }
    } finally {
      batch.shutdownNow();
    }
    assertThat(failures.stream().limit(SHOWN)).as("%d worlds failed", failures.size()).isEmpty();
  }

  private static LongStream seeds() {
    if (ONE >= 0) {
      return LongStream.of(ONE);
    }
    String[] range = SEEDS.contains("-") ? SEEDS.split("-", 2) : new String[] {"0", SEEDS};
    return LongStream.range(Long.parseLong(range[0]), Long.parseLong(range[1]));
  }

  /** What went wrong in the world of that seed, its threads in that order. */
  private Optional<String> failure(long seed, long order) throws Exception {
    World world = new World(seed, order);
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
            + " -Dautoupload.order="
            + order
            + ":\n"
            + what
            + "\n\n"
            + world);
  }
}
