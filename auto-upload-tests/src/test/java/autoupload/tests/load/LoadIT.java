package autoupload.tests.load;

import autoupload.tests.harness.Site;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Load tests of {@code bench/load} with fewer devices than its thousands, and with heaps that are
 * as much smaller: a connection that costs too much would not fit.
 */
@Tag("load")
final class LoadIT {
  @RegisterExtension final Site site = new Site();

  @Test
  void hundredsOfIdleDevicesAreKeptAliveInASmallHeap() throws Exception {
    try (IdleLoad load = IdleLoad.start(site, 200, Duration.ofSeconds(1), "-Xmx20m")) {
      load.awaitRounds(2);
    }
  }

  @Test
  void manyUploadsAtOnceCompleteInASmallHeap() throws Exception {
    UploadLoad load = UploadLoad.measure(site, 40, 1_000_000, "-Xmx40m");
    System.out.println(load);
  }

  @Test
  void manyDevicesThatComeBackAtOnceAreAllServed() throws Exception {
    RestartLoad load = RestartLoad.measure(site, Fleet.costly(4, 1), 32, 1, 400_000, "-Xmx64m");
    System.out.println(load);
  }

  @Tag("slow")
  @Test
  void aThousandUploadsAtOnceCompleteInHalfAGigabyte() throws Exception {
    UploadLoad load = UploadLoad.measure(site, 1000, 1_000_000, "-Xmx512m");
    System.out.println(load);
  }

  @Tag("slow")
  @Test
  void aThousandDevicesThatComeBackAtOnceAreAllServed() throws Exception {
    RestartLoad load = RestartLoad.measure(site, Fleet.costly(50, 5), 1000, 2, 400_000, "-Xmx512m");
    System.out.println(load);
  }
}
