package autoupload.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.scripted.ExfatCard;
import autoupload.operator.OperatorError;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TicketFileTest {
  @TempDir private Path temporary;

  private static Secret secret() {
    return new Secret(new byte[WireLimits.TICKET]);
  }

  @Test
  void whereItCanBeKeptFromOthersTheNextRunHasIt() {
    Path file = temporary.resolve("ticket");
    TicketFile.in(file).keep(secret(), Instant.now().plusSeconds(60));

    assertThat(TicketFile.in(file).outlivesThisRun()).isTrue();
    assertThat(file).exists();
  }

  @Test
  void oneThatOthersMayReadAlthoughItNeedNotBeSoIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("ticket"), "00 1");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> TicketFile.in(file)).isInstanceOf(OperatorError.class);
  }

  @Test
  void whereNoFileCanBeKeptFromOthersNoneIsKeptAndNoneStopsTheClient() throws Exception {
    try (ExfatCard card = ExfatCard.mount(temporary)) {
      Path file = Files.writeString(card.folder().resolve("ticket"), "00 1"); // an older version's

      TicketFile ticket = TicketFile.in(file);
      ticket.keep(secret(), Instant.now().plusSeconds(60));

      assertThat(ticket.outlivesThisRun()).isFalse();
      assertThat(ticket.isPresent()).isTrue();
      assertThat(card.folder()).isEmptyDirectory();
    }
  }
}
