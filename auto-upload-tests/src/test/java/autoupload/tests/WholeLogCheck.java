package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.WholeLog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Check that no output of any process of any whole-system test has a secret in it that any of them
 * used. Run once, when all of them are through (see {@code pom.xml}); a finding names the file,
 * which names the test.
 */
final class WholeLogCheck {
  @Test
  void noSecretIsInAnyOutputOfAnyProcess() throws IOException {
    WholeLog log = WholeLog.ofThisRun();
    assumeTrue(log.exists(), "no test that starts a process was run");

    System.out.println("looked for " + log.secrets() + " secrets in " + log.outputs() + " outputs");
    assertThat(log.findings()).isEmpty();
    assertThat(log.secrets()).isPositive();
  }
}
