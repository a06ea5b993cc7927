package autoupload.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a refused login takes tells nobody why. */
@Tag("load")
final class RefusalTimesIT {
  @RegisterExtension final Site site = new Site();

  /** The same time but for chance, of which one in a thousand such runs has more. */
  @Tag("slow")
  @Test
  void howLongARefusalTakesDoesNotTellWhy() throws Exception {
    Spread spread = RefusalTimes.measure(site, 40);
    System.out.println(spread);
    assertThat(spread.likelihood()).isGreaterThan(0.001);
  }
}
