package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.credentials.Account;
import autoupload.server.scripted.SetClock;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets, used codes and known sources that an earlier version wrote. */
class LoginStateFormatTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob the builder");
  private static final ClientId CAMERA = new ClientId("00112233445566778899aabbccddeeff");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Source NETWORK = new Source("2001:db8:0:1:0:0:0:0/64");

  @TempDir private Path folder;

  /** The store whose log is that file. */
  private StateStore store(Path log) {
    return new LocalStateStore(log.getParent());
  }

  private Path fixture(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = LoginStateFormatTest.class.getResourceAsStream(name)) {
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  @Test
  void anEarlierTicketIsGood() throws IOException {
    SetClock clock = new SetClock();
    Path path = fixture("tickets-of-0.1");
    String expires = Files.readString(path).split(" ", 2)[0];
    clock.advance(
        Duration.between(
            clock.instant(), Instant.ofEpochSecond(Long.parseLong(expires)).minusSeconds(60)));
    Secret secret =
        new Secret(HexFormat.of().parseHex(Files.readString(fixture("a-ticket-of-0.1")).strip()));

    try (Tickets tickets = Tickets.open(store(path), path.getFileName().toString(), clock)) {
      assertThat(tickets.isGood(Account.of(BOB, HASH), CAMERA, secret)).isTrue();
      assertThat(tickets.isGood(Account.of(ALICE, HASH), CAMERA, secret)).isFalse();
    }
  }

  @Test
  void earlierUsedCodesAreUsed() throws IOException {
    try (UsedSteps steps =
        UsedSteps.open(store(fixture("used-codes-of-0.1")), "used-codes-of-0.1")) {
      assertThat(steps.isFree(ALICE, 9)).isFalse();
      assertThat(steps.isFree(ALICE, 21)).isFalse();
      assertThat(steps.isFree(ALICE, 22)).isTrue();
      assertThat(steps.isFree(BOB, 7)).isFalse();
      assertThat(steps.isFree(BOB, 6)).isTrue();
    }
  }

  @Test
  void usedCodesAreWrittenAsBefore() throws IOException {
    Path path = folder.resolve("written");
    Files.writeString(path, "7 bob the builder\n".repeat(1100)); // so many that it is rewritten
    try (UsedSteps steps = UsedSteps.open(store(path), "written")) {
      for (int step = 10; step < 22; step++) {
        steps.use(ALICE, step);
      }
    }
    assertThat(path).hasSameTextualContentAs(fixture("used-codes-of-0.1"));
  }

  @Test
  void earlierSourcesAreKnown() throws IOException {
    try (KnownSources known =
        KnownSources.open(store(fixture("known-sources-of-0.1")), "known-sources-of-0.1")) {
      assertThat(known.contains(new Source("192.0.2.1"), "bob the builder", NOW)).isTrue();
      assertThat(known.contains(NETWORK, "alice", NOW)).isTrue();
    }
  }

  @Test
  void sourcesAreWrittenAsBeforeAfterATornLineToo() throws IOException {
    Path path = folder.resolve("written");
    try (KnownSources known = KnownSources.open(store(path), "written")) {
      known.add(new Source("192.0.2.1"), "bob the builder", NOW);
      Files.writeString(path, "2026-11-2", StandardOpenOption.APPEND);
    }
    try (KnownSources known = KnownSources.open(store(path), "written")) {
      known.add(NETWORK, "alice", NOW);
    }
    assertThat(path).hasSameTextualContentAs(fixture("known-sources-of-0.1"));
  }
}
