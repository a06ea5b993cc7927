package autoupload.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Login storm: all devices come at once, with right passwords and wrong ones, and the server stays
 * small.
 */
@Tag("load")
final class LoginStormIT {
  @RegisterExtension final Site site = new Site();

  @Test
  void twoHundredLoginsAtOnceFindTheirAnswerWithinTheBudget() throws Exception {
    storm(200);
  }

  @Tag("slow")
  @Test
  void aThousandLoginsAtOnceFindTheirAnswerWithinTheBudget() throws Exception {
    storm(1000);
  }

  private void storm(int logins) throws Exception {
    LoginStorm storm = LoginStorm.measure(site, logins);
    System.out.println(storm);
    assertThat(storm.right()).as("whose password is right").isEqualTo(logins / 2);
    assertThat(storm.memory().peak()).isLessThan(LoginStorm.BUDGET);
  }
}
