package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.cli.OperatorError;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class KeptTicketTest {
  @TempDir private Path temporary;

  private static Secret secret() {
    return new Secret(new byte[WireLimits.TICKET]);
  }

  private boolean runs(String... command) throws IOException, InterruptedException {
    Path log = temporary.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return process.waitFor() == 0;
  }

  @Test
  void whereItCanBeKeptFromOthersTheNextRunHasIt() {
    Path file = temporary.resolve("ticket");
    KeptTicket.in(file).keep(secret(), Instant.now().plusSeconds(60));

    assertThat(KeptTicket.in(file).outlivesThisRun()).isTrue();
    assertThat(file).exists();
  }

  @Test
  void oneThatOthersMayReadAlthoughItNeedNotBeSoIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("ticket"), "00 1");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> KeptTicket.in(file)).isInstanceOf(OperatorError.class);
  }

  @Test
  void whereNoFileCanBeKeptFromOthersNoneIsKeptAndNoneStopsTheClient() throws Exception {
    Path image = temporary.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    Path card = Files.createDirectory(temporary.resolve("card"));
    assumeTrue(tool("mkfs.exfat") && runs("mkfs.exfat", image.toString()), "no `mkfs.exfat` here");
    assumeTrue(
        runs("mount", "-t", "exfat-fuse", "-o", "loop", image.toString(), card.toString())
            || runs("mount", "-t", "exfat", "-o", "loop", image.toString(), card.toString()),
        "exFAT cannot be mounted here");
    try {
      Path file = Files.writeString(card.resolve("ticket"), "00 1"); // an older version's

      KeptTicket ticket = KeptTicket.in(file);
      ticket.keep(secret(), Instant.now().plusSeconds(60));

      assertThat(ticket.outlivesThisRun()).isFalse();
      assertThat(ticket.isPresent()).isTrue();
      assertThat(card).isEmptyDirectory();
    } finally {
      runs("umount", card.toString());
    }
  }

  private static boolean tool(String name) {
    return Stream.of("/sbin", "/usr/sbin", "/bin", "/usr/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
