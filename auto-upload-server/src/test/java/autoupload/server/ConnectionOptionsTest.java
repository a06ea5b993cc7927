package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.net.AcceptLimits;
import autoupload.server.net.BeforeLogin;
import autoupload.server.net.ConnectionLimits;
import autoupload.server.net.FloorRate;
import autoupload.server.net.StopTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ConnectionOptionsTest {
  private static AcceptLimits limits(String... options) {
    return CommandLine.populateCommand(new ConnectionOptions(), options).limits();
  }

  @Test
  void withoutAnyTheDefaultsCount() {
    assertThat(limits()).isEqualTo(AcceptLimits.DEFAULT);
  }

  @Test
  void oneUserNeverHasAllConnectionsUnlessToldSo() {
    assertThat(limits("--max-connections=600").connections().perUser()).isEqualTo(500);
    assertThat(limits("--max-connections=1").connections().perUser()).isEqualTo(1);
    assertThat(limits("--max-connections-per-user=12000").connections().perUser())
        .isEqualTo(12_000);
  }

  @Test
  void eachOptionCounts() {
    assertThat(
            limits(
                "--max-connections=7",
                "--max-connections-per-user=6",
                "--max-pending=5",
                "--max-pending-per-address=4",
                "--max-pending-bytes=32K",
                "--handshake-timeout=3s",
                "--login-timeout=1m"))
        .isEqualTo(
            new AcceptLimits(
                new ConnectionLimits(7, 6, 5, 4),
                new BeforeLogin(Duration.ofSeconds(3), Duration.ofMinutes(1), 32 << 10),
                StopTimes.DEFAULT,
                FloorRate.DEFAULT));
  }
}
