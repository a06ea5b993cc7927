package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static autoupload.server.scripted.Credentials.OTHER_HASH;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.credentials.Account;
import autoupload.server.scripted.SetClock;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets: each is good for one account on one device, for a time. */
class TicketsTest {
  private static final Account ALICE = Account.of(new UserName("alice"), HASH);
  private static final Account BOB = Account.of(new UserName("bob the builder"), HASH);
  private static final ClientId CAMERA = ClientId.random();
  private static final ClientId PHONE = ClientId.random();
  private static final String SEED = "GEZDGNBVGY3TQOJQ";

  @TempDir private Path dir;
  private final SetClock clock = new SetClock();
  private Path file;
  private Tickets tickets;

  @BeforeEach
  void open() throws IOException {
    file = dir.resolve("tickets");
    tickets = Tickets.open(new LocalStateStore(dir), "tickets", clock);
  }

  @AfterEach
  void close() throws IOException {
    tickets.close();
  }

  private void reopen() throws IOException {
    tickets.close();
    tickets = Tickets.open(new LocalStateStore(dir), "tickets", clock);
  }

  private boolean isGood(Account account, ClientId client, Ticket ticket) {
    return tickets.isGood(account, client, ticket.secret());
  }

  @Test
  void itIsGoodForItsAccountOnItsDeviceAndNothingElse() {
    Ticket ticket = tickets.issue(ALICE, CAMERA);

    assertThat(isGood(ALICE, CAMERA, ticket)).isTrue();
    assertThat(isGood(ALICE, CAMERA, ticket)).as("again").isTrue();
    assertThat(isGood(ALICE, PHONE, ticket)).isFalse();
    assertThat(isGood(BOB, CAMERA, ticket)).isFalse();
    byte[] other = ticket.secret().bytes().clone();
    other[31] ^= 1;
    assertThat(tickets.isGood(ALICE, CAMERA, new Secret(other))).isFalse();
    assertThat(tickets.isGood(ALICE, CAMERA, Secret.NONE)).isFalse();
  }

  @Test
  void itOutlivesARestart() throws IOException {
    Ticket alice = tickets.issue(ALICE, CAMERA);
    Ticket bob = tickets.issue(BOB, PHONE);
    reopen();

    assertThat(isGood(ALICE, CAMERA, alice)).isTrue();
    assertThat(isGood(BOB, PHONE, bob)).isTrue();
  }

  @Test
  void itEndsWithItsTime() throws IOException {
    Ticket ticket = tickets.issue(ALICE, CAMERA);
    clock.advance(ticket.life().minusSeconds(1));
    assertThat(isGood(ALICE, CAMERA, ticket)).isTrue();

    clock.advance(Duration.ofSeconds(1));
    assertThat(isGood(ALICE, CAMERA, ticket)).isFalse();
    reopen();
    assertThat(isGood(ALICE, CAMERA, ticket)).isFalse();
  }

  @Test
  void aClockThatIsSetBackDoesNotProlongIt() {
    Ticket ticket = tickets.issue(ALICE, CAMERA);
    clock.advance(Duration.ofDays(-1));
    assertThat(isGood(ALICE, CAMERA, ticket)).isFalse();
  }

  @Test
  void itIsDueForAnotherOnceHalfItsTimeIsOver() {
    Ticket ticket = tickets.issue(ALICE, CAMERA);
    clock.advance(ticket.life().dividedBy(2).minusSeconds(1));
    assertThat(tickets.isDue(ALICE, CAMERA, ticket.secret())).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(tickets.isDue(ALICE, CAMERA, ticket.secret())).isTrue();
  }

  @Test
  void anotherPasswordOrSeedVoidsItButNotAnotherQuota() {
    Ticket ticket = tickets.issue(ALICE, CAMERA);

    assertThat(isGood(ALICE.withHash(OTHER_HASH), CAMERA, ticket)).isFalse();
    assertThat(isGood(ALICE.withTotpSeed(Optional.of(SEED)), CAMERA, ticket)).isFalse();
    Account roomier = new Account(ALICE.user(), Optional.empty(), HASH, Map.of("quota", "50G"));
    assertThat(isGood(roomier, CAMERA, ticket)).isTrue();
  }

  @Test
  void theOneBeforeStaysGoodBecauseTheNewOneMayGetLost() {
    Ticket first = tickets.issue(ALICE, CAMERA);
    Ticket second = tickets.issue(ALICE, CAMERA);
    assertThat(isGood(ALICE, CAMERA, first)).isTrue();

    Ticket third = tickets.issue(ALICE, CAMERA);
    assertThat(isGood(ALICE, CAMERA, first)).isFalse();
    assertThat(isGood(ALICE, CAMERA, second)).isTrue();
    assertThat(isGood(ALICE, CAMERA, third)).isTrue();
  }

  @Test
  void anAccountWithTooManyLosesItsOldestAndNobodyElses() {
    Ticket bob = tickets.issue(BOB, PHONE);
    Ticket first = tickets.issue(ALICE, CAMERA);
    Ticket last = first;
    for (int i = 0; i < Tickets.MAX_PER_ACCOUNT; i++) {
      last = tickets.issue(ALICE, i == Tickets.MAX_PER_ACCOUNT - 1 ? PHONE : ClientId.random());
    }
    assertThat(isGood(ALICE, CAMERA, first)).isFalse();
    assertThat(isGood(ALICE, PHONE, last)).isTrue();
    assertThat(isGood(BOB, PHONE, bob)).isTrue();
  }

  @Test
  void theFileDoesNotGrowForEver() throws IOException {
    Ticket last = tickets.issue(ALICE, CAMERA);
    for (int i = 0; i < 5000; i++) {
      last = tickets.issue(ALICE, CAMERA);
    }
    assertThat(Files.readAllLines(file)).hasSizeLessThan(1100);
    reopen();
    assertThat(isGood(ALICE, CAMERA, last)).isTrue();
  }

  @Test
  void whatACrashToreOffIsPassedOver() throws IOException {
    Ticket first = tickets.issue(ALICE, CAMERA);
    Files.writeString(file, "a b c d e\n1777863720 12", StandardOpenOption.APPEND);
    reopen();
    Ticket second = tickets.issue(BOB, CAMERA);
    reopen();

    assertThat(isGood(ALICE, CAMERA, first)).isTrue();
    assertThat(isGood(BOB, CAMERA, second)).as("not glued to the torn line").isTrue();
  }

  @Test
  void theFileHasNoTicketInItAndOnlyTheServerMayReadIt() throws IOException {
    Ticket ticket = tickets.issue(ALICE, CAMERA);

    assertThat(Files.readString(file))
        .contains("alice")
        .doesNotContain(HexFormat.of().formatHex(ticket.secret().bytes()))
        .doesNotContain(HASH);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
