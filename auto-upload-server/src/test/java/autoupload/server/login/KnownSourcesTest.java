package autoupload.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.local.LocalStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory of the sources of logins: for a while, up to a number. */
class KnownSourcesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Source HERE = new Source("192.0.2.1");
  private static final Source NETWORK = new Source("2001:db8:0:1:0:0:0:0/64");

  @TempDir private Path dir;

  private KnownSources open() {
    return KnownSources.open(new LocalStateStore(dir), "known");
  }

  @Test
  void isRememberedAcrossRestartsForThirtyDaysAndByNobodyElse() throws IOException {
    KnownSources first = open();
    first.add(HERE, "a user with spaces", NOW);
    first.add(NETWORK, "bob", NOW);
    KnownSources next = open();

    assertThat(next.contains(HERE, "a user with spaces", NOW.plus(Duration.ofDays(30)))).isTrue();
    assertThat(next.contains(NETWORK, "bob", NOW)).isTrue();
    assertThat(next.contains(HERE, "bob", NOW)).isFalse();
    assertThat(next.contains(HERE, "a user with spaces", NOW.plus(Duration.ofDays(31)))).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("known"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aLoginADayIsWrittenAndTheFileDoesNotGrowForGood() throws IOException {
    KnownSources known = open();
    for (int hour = 0; hour < 24 * 365 * 4; hour += 8) {
      known.add(HERE, "alice", NOW.plus(Duration.ofHours(hour)));
    }
    assertThat(Files.readAllLines(dir.resolve("known"))).hasSizeLessThan(1100);
    assertThat(open().size()).isEqualTo(1);
  }

  @Test
  void anAccountThatRoamsForgetsWhereItWasLongestAgo() {
    KnownSources known = open();
    for (int i = 0; i < 300; i++) {
      known.add(new Source("10.0." + i / 256 + "." + i % 256), "alice", NOW);
    }
    known.add(HERE, "bob", NOW);

    assertThat(known.size()).isEqualTo(257);
    assertThat(known.contains(new Source("10.0.0.0"), "alice", NOW)).isFalse();
    assertThat(known.contains(new Source("10.0.1.43"), "alice", NOW)).isTrue();
    assertThat(known.contains(HERE, "bob", NOW)).isTrue();
  }

  @Test
  void aDamagedOrTornLineCostsThatLineOnly() throws IOException {
    open().add(HERE, "alice", NOW);
    Files.writeString(
        dir.resolve("known"),
        "nonsense\n2026-11-23 192.0.2.1 .evil\n2026-11-",
        StandardOpenOption.APPEND);
    open().add(HERE, "bob", NOW);
    KnownSources known = open();

    assertThat(known.size()).isEqualTo(2);
    assertThat(known.contains(HERE, "alice", NOW)).isTrue();
    assertThat(known.contains(HERE, "bob", NOW)).isTrue();
  }

  @Test
  void aFileThatCannotBeUsedIsDoneWithout() throws IOException {
    Files.createDirectory(dir.resolve("known"));
    KnownSources known = open();
    known.add(HERE, "alice", NOW);

    assertThat(known.contains(HERE, "alice", NOW)).isTrue();
  }
}
