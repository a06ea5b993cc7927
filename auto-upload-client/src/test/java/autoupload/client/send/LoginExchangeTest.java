package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.client.login.CodeSource;
import autoupload.client.login.SeedCodes;
import autoupload.client.login.TicketFile;
import autoupload.client.login.TypedCode;
import autoupload.client.scripted.ClientConnection;
import autoupload.credentials.Totp;
import autoupload.files.SmallFile;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login with passwords, codes and tickets, against a server that says what the test wants. */
class LoginExchangeTest extends ScriptedTest {
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final Duration LIFE = Duration.ofHours(12);
  private static final Secret TICKET = ticket(1);

  /** A second before a step ends, on a day long gone: no clock of this machine helps. */
  private static final Instant LATE = Instant.ofEpochSecond(1_111_111_109);

  private static final Frame.Denied NO = new Frame.Denied(Duration.ZERO, "no");

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<String> waits = new CopyOnWriteArrayList<>();
  private final CodeSource codes = new SeedCodes(Totp.ofSeed(SEED.toCharArray()));
  @TempDir private Path state;
  private Path file;

  @BeforeEach
  void addFile() throws Exception {
    sender.add("a", 10);
    file = state.resolve("ticket");
  }

  @AfterEach
  void stopThread() {
    thread.shutdownNow();
  }

  private static Secret ticket(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return new Secret(bytes);
  }

  private Future<?> send(CodeSource with, TicketFile ticket, Duration retryFor) {
    return thread.submit(
        () -> {
          try (Uplink uplink =
              new Uplink(
                  Sender.route(server, identity.trust(), Sender.login(with, ticket)),
                  sender.queue,
                  sender.recorded,
                  link -> {},
                  trouble -> {},
                  waits::add,
                  retryFor,
                  new StopSignal())) {
            uplink.send();
          }
        });
  }

  private Future<?> send(CodeSource with, TicketFile ticket) {
    return send(with, ticket, Duration.ofMinutes(5));
  }

  private void serve(ClientConnection connection) throws Exception {
    connection.store(connection.next(Frame.Offer.class));
  }

  private static void assertRefused(Future<?> client) {
    assertThatThrownBy(() -> client.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            OperatorError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOGIN_REFUSED));
  }

  @Test
  void codesAreComputedFromTheServersTime() throws Exception {
    Future<?> client = send(codes, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      Frame.Login login = connection.askForLogin(LATE.minusSeconds(20));
      assertThat(login.code()).isEqualTo("081804"); // RFC 6238, appendix B
      assertThat(login.ticket().isEmpty()).isTrue();
      connection.accept();
      serve(connection);
      finish(client);
    }
  }

  @Test
  void aCodeThatSomebodyElseUsedIsFollowedByTheNext() throws Exception {
    Future<?> client = send(codes, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      connection.askForLogin(LATE);
      connection.send(NO);
    }
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE.plusSeconds(2)).code()).isEqualTo("050471");
      connection.accept();
      serve(connection);
      finish(client);
    }
    assertThat(waits).hasSize(1).first().asString().contains("another device", "trying the next");
  }

  @Test
  void whoIsToGiveUpAtOnceDoes() throws Exception {
    Future<?> client = send(codes, TicketFile.inMemory(), Duration.ZERO);
    try (ClientConnection connection = server.accept()) {
      connection.askForLogin(LATE);
      connection.send(NO);
      assertRefused(client);
    }
    assertThat(waits).isEmpty();
  }

  @Test
  void aPasswordAloneWaitsForNoWelcome() throws Exception {
    Future<?> client = send(CodeSource.NONE, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      assertThat(connection.next(Frame.Login.class).password())
          .isEqualTo(Sender.login().password());
      connection.send(ClientConnection.welcome(1));
      connection.accept();
      serve(connection);
      finish(client);
    }
  }

  @Test
  void aPasswordAloneIsNotTriedAgain() throws Exception {
    Future<?> client = send(CodeSource.NONE, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      connection.askForLogin(LATE);
      connection.send(NO);
      assertRefused(client);
    }
  }

  @Test
  void aTypedCodeIsGoodForOneLogin() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CodeSource typed = new TypedCode(() -> Integer.toString(asked.incrementAndGet()));
    Future<?> client = send(typed, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).code()).isEqualTo("1");
      connection.send(NO);
      assertRefused(client);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aTicketStandsInForPasswordAndCodeInTheNextRun() throws Exception {
    Future<?> client = send(codes, TicketFile.in(file));
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).ticket().isEmpty()).isTrue();
      connection.accept(TICKET, LIFE);
      serve(connection);
      finish(client);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    sender.add("b", 10);
    Future<?> next = send(codes, TicketFile.in(file));
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE))
          .isEqualTo(new Frame.Login("user", Secret.NONE, "", TICKET));
      connection.accept();
      serve(connection);
      finish(next);
    }
  }

  @Test
  void aTicketIsUsedOnReconnect() throws Exception {
    Future<?> client = send(codes, TicketFile.inMemory());
    try (ClientConnection connection = server.accept()) {
      connection.askForLogin(LATE);
      connection.accept(TICKET, LIFE);
      connection.next(Frame.Offer.class);
    }
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).ticket()).isEqualTo(TICKET);
      connection.accept();
      serve(connection);
      finish(client);
    }
  }

  @Test
  void aRefusedTicketIsForgottenAndPasswordAndCodeAreTriedOnce() throws Exception {
    TicketFile ticket = TicketFile.in(file);
    ticket.keep(TICKET, LATE.plus(LIFE));
    Future<?> client = send(CodeSource.NONE, ticket);
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).ticket()).isEqualTo(TICKET);
      connection.send(NO);
    }
    try (ClientConnection connection = server.accept()) {
      Frame.Login login = connection.askForLogin(LATE);
      assertThat(login.ticket().isEmpty()).isTrue();
      assertThat(login.password()).isEqualTo(Sender.login().password());
      assertThat(file).doesNotExist();
      connection.send(NO);
      assertRefused(client);
    }
  }

  @Test
  void aTicketThatHasExpiredByTheServersClockIsNotTried() throws Exception {
    TicketFile ticket = TicketFile.in(file);
    ticket.keep(TICKET, LATE);
    Future<?> client = send(CodeSource.NONE, ticket);
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).ticket().isEmpty()).isTrue();
      connection.accept();
      serve(connection);
      finish(client);
    }
  }

  /** A client that says hello, learns what time it is, and does not try to log in. */
  private void assertLeavesWithoutALogin(Instant serverTime) throws Exception {
    try (ClientConnection connection = server.accept()) {
      connection.welcomeAt(serverTime);
      assertThat(connection.awaitEnd()).isEmpty();
    }
  }

  @Test
  void whoHasAnExpiredTicketIsAskedForACodeBeforeALoginIsTried() throws Exception {
    TicketFile ticket = TicketFile.in(file);
    ticket.keep(TICKET, LATE);
    Future<?> client = send(new TypedCode(() -> "123456"), ticket);
    assertLeavesWithoutALogin(LATE);
    try (ClientConnection connection = server.accept()) {
      Frame.Login login = connection.askForLogin(LATE.plusSeconds(30));
      assertThat(login.code()).isEqualTo("123456");
      assertThat(login.password()).isEqualTo(Sender.login().password());
      assertThat(file).doesNotExist();
      connection.accept();
      serve(connection);
      finish(client);
    }
  }

  @Test
  void whoUploadsForGoodIsAskedForAnotherCodeWhenTheTicketHasExpired() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CodeSource typed = new TypedCode(() -> Integer.toString(asked.incrementAndGet()));
    TicketFile ticket = TicketFile.in(file);
    Future<?> first = send(typed, ticket);
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(LATE).code()).isEqualTo("1");
      connection.accept(TICKET, LIFE);
      serve(connection);
      finish(first);
    }
    sender.add("b", 10);
    Future<?> later = send(typed, ticket);
    Instant expired = LATE.plus(LIFE).plusSeconds(60);
    assertLeavesWithoutALogin(expired);
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.askForLogin(expired).code()).isEqualTo("2");
      connection.accept(TICKET, LIFE);
      serve(connection);
      finish(later);
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSpoiledTicketFileIsNoTicket() throws Exception {
    for (String content :
        List.of("", "00 1", "nonsense", "zz".repeat(32) + " 1", "00".repeat(32))) {
      SmallFile.replace(file, content);
      assertThat(TicketFile.in(file).isPresent()).as(content).isFalse();
    }
  }

  @Test
  void aTicketThatOthersMayReadIsRefused() throws Exception {
    for (String open : List.of("rw-r-----", "rw----r--")) {
      TicketFile.in(file).keep(TICKET, LATE.plus(LIFE));
      assertThat(TicketFile.in(file).isPresent()).isTrue();
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));

      assertThatThrownBy(() -> TicketFile.in(file))
          .isInstanceOf(OperatorError.class)
          .hasMessageContainingAll("others on this machine may read", file.toString(), "remove it");
      Files.delete(file);
    }
  }
}
