package autoupload.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing but waiting for minutes: a class of its own, so that others run beside it. */
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
