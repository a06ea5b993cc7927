package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static autoupload.server.scripted.Credentials.OTHER_HASH;
import static autoupload.server.scripted.Credentials.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.credentials.Totp;
import autoupload.server.login.LoginOutcome.Proof;
import autoupload.server.login.LoginOutcome.Reason;
import autoupload.server.scripted.SetClock;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Second factor: one-time codes and tickets, beside the password. */
class SecondFactorTest {
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final ClientId CAMERA = ClientId.random();
  private static final Class<HashingQueue.Busy> BUSY = HashingQueue.Busy.class;

  @TempDir private Path dir;
  private final SetClock clock = new SetClock();
  private final Totp totp = Totp.ofSeed(SEED.toCharArray());
  private Path passwords;
  private LoginMemory memory;
  private Authenticator authenticator;
  private boolean hasRoom = true;

  @BeforeEach
  void open() throws IOException {
    passwords = dir.resolve("passwords");
    Files.writeString(passwords, "alice#" + SEED + "#" + HASH + "\n" + "plain#" + HASH + "\n");
    memory = LoginMemory.open(dir, clock);
    authenticator = new Authenticator(AccountSource.open(passwords), memory);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private void restart() {
    memory.close();
    memory = LoginMemory.open(dir, clock);
    authenticator = new Authenticator(AccountSource.open(passwords), memory);
  }

  private String code(int stepsAhead) {
    return totp.code(Totp.stepAt(clock.instant()) + stepsAhead);
  }

  private LoginOutcome login(String user, String password, String code) throws IOException {
    return login(user, password, code, CAMERA);
  }

  private LoginOutcome login(String user, String password, String code, ClientId client)
      throws IOException {
    Secret secret = new Secret(password.getBytes(StandardCharsets.UTF_8));
    return judge(new Frame.Login(user, secret, code, Secret.NONE), client);
  }

  private LoginOutcome login(String user, Ticket ticket) throws IOException {
    return judge(new Frame.Login(user, Secret.NONE, "", ticket.secret()), CAMERA);
  }

  /** Gives the ticket that came with it. */
  private static Ticket assertAccepted(LoginOutcome outcome, Proof proof) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            LoginOutcome.Accepted.class, in -> assertThat(in.proof()).isEqualTo(proof));
    return ((LoginOutcome.Accepted) outcome).ticket().orElseThrow();
  }

  private static void assertDenied(LoginOutcome outcome, Reason reason) {
    assertThat(outcome).isEqualTo(new LoginOutcome.Denied(reason));
  }

  @Test
  void theCodeOfNowOrOfOneStepBesideItIsRight() throws IOException {
    assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
    assertAccepted(login("alice", PASSWORD, code(1)), Proof.CODE);
    assertAccepted(login("alice", PASSWORD, code(-1)), Proof.CODE);
  }

  @Test
  void noneOrAnotherOneIsAGuess() throws IOException {
    assertDenied(login("alice", PASSWORD, ""), Reason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(2)), Reason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(-2)), Reason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, "abc"), Reason.WRONG_CODE);
    assertThat(Reason.WRONG_CODE.isGuess()).isTrue();
  }

  @Test
  void aCodeCountsOnceAlsoAfterARestart() throws IOException {
    String code = code(0);
    assertAccepted(login("alice", PASSWORD, code), Proof.CODE);

    assertDenied(login("alice", PASSWORD, code), Reason.CODE_USED);
    restart();
    assertDenied(login("alice", PASSWORD, code), Reason.CODE_USED);
  }

  /** Or what counts, and so who is soon told to come later, would tell the right password. */
  @Test
  void whatCountsAsAGuessDoesNotDependOnWhetherThePasswordIsRight() throws IOException {
    String used = code(0);
    assertAccepted(login("alice", PASSWORD, used), Proof.CODE);
    for (String user : new String[] {"alice", "nobody"}) {
      for (String password : new String[] {PASSWORD, "wrong"}) {
        List<Boolean> guesses = new ArrayList<>();
        for (String code : new String[] {"", "", used, used, "123456", "123456", "", used}) {
          guesses.add(((LoginOutcome.Denied) login(user, password, code)).reason().isGuess());
        }
        assertThat(guesses)
            .as(user + " with " + password)
            .containsExactly(true, false, true, false, true, false, false, false);
      }
    }
  }

  /** Its codes are right, each another one. */
  @Test
  void aDeviceThatGoesOnTryingAnOldPasswordCountsOnce() throws IOException {
    assertDenied(login("alice", "old", code(0)), Reason.WRONG_PASSWORD);
    for (int i = 0; i < 20; i++) {
      clock.advance(Totp.STEP);
      assertDenied(login("alice", "old", code(0)), Reason.TRIED_BEFORE);
    }
    assertThat(Reason.TRIED_BEFORE.isGuess()).isFalse();
    assertDenied(login("alice", "older", code(0)), Reason.WRONG_PASSWORD);
  }

  @Test
  void whoDoesNotKnowThePasswordUsesNoCodeUpAndLearnsNothingOfIt() throws IOException {
    assertDenied(login("alice", "wrong", code(0)), Reason.WRONG_PASSWORD);
    assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
    assertDenied(login("alice", "wrong", code(0)), Reason.TRIED_BEFORE);
  }

  @Test
  void anAccountWithoutASeedNeedsNoCodeAndMindsNone() throws IOException {
    assertAccepted(login("plain", PASSWORD, ""), Proof.PASSWORD);
    assertAccepted(login("plain", PASSWORD, "123456"), Proof.PASSWORD);
  }

  @Test
  void aTicketStandsInForPasswordAndCode() throws IOException {
    Ticket ticket = assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
    restart();

    assertThat(login("alice", ticket))
        .isInstanceOfSatisfying(
            LoginOutcome.Accepted.class,
            in -> {
              assertThat(in.proof()).isEqualTo(Proof.TICKET);
              assertThat(in.ticket()).as("the one it has is good for long").isEmpty();
            });
    clock.advance(Tickets.LIFE.dividedBy(2).plusSeconds(1));
    Ticket next = assertAccepted(login("alice", ticket), Proof.TICKET);
    clock.advance(Tickets.LIFE.dividedBy(2));
    assertDenied(login("alice", ticket), Reason.TICKET_VOID);
    assertThat(login("alice", next)).isInstanceOf(LoginOutcome.Accepted.class);
  }

  @Test
  void aVoidTicketIsNoGuess() throws IOException {
    Ticket ticket = assertAccepted(login("plain", PASSWORD, ""), Proof.PASSWORD);
    Files.writeString(passwords, "plain#" + OTHER_HASH + "#x=1\n");

    assertDenied(login("plain", ticket), Reason.TICKET_VOID);
    assertDenied(login("alice", ticket), Reason.TICKET_VOID);
    assertThat(Reason.TICKET_VOID.isGuess()).isFalse();
  }

  @Test
  void whoComesInOnlyLaterHasUsedNoCodeUpAndHasNoTicket() throws IOException {
    Ticket ticket = assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
    clock.advance(Tickets.LIFE.dividedBy(2).plusSeconds(1)); // from here on another one is due
    hasRoom = false;
    LoginOutcome.Later later =
        new LoginOutcome.Later(Duration.ofSeconds(30), Reason.TOO_MANY_CONNECTIONS);

    assertThat(login("alice", PASSWORD, code(0))).isEqualTo(later);
    assertThat(login("alice", ticket)).isEqualTo(later);
    assertThat(login("plain", PASSWORD, "")).isEqualTo(later);
    assertThat(Reason.TOO_MANY_CONNECTIONS.isGuess()).isFalse();

    hasRoom = true;
    assertAccepted(login("alice", ticket), Proof.TICKET);
    assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
  }

  @Test
  void thatThereIsNoRoomTellsNobodyThatHisWordsAreRightButWhoMayComeIn() throws IOException {
    assertAccepted(login("alice", PASSWORD, code(0)), Proof.CODE);
    hasRoom = false;

    assertDenied(login("alice", "wrong", code(1)), Reason.WRONG_PASSWORD);
    assertDenied(login("alice", PASSWORD, ""), Reason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(0)), Reason.CODE_USED);
    assertDenied(login("nobody", PASSWORD, ""), Reason.UNKNOWN_USER);
  }

  /** Or how busy the server is would tell that the password is right. */
  @Test
  void aCodeThatIsRefusedWaitsForAHashAsAWrongPasswordDoes() throws Exception {
    HashingQueue queue = new HashingQueue(1, 4, Duration.ofMillis(50));
    authenticator =
        new Authenticator(AccountSource.open(passwords), memory, new PasswordCheck(queue));
    assertAccepted(unlessBusy(() -> login("alice", PASSWORD, code(0))), Proof.CODE);
    for (String password : new String[] {"tried", PASSWORD}) {
      unlessBusy(() -> login("alice", password, "123456"));
    }
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread other = new Thread(() -> hashUntil(gate, begun, queue));
    other.start();
    begun.await();
    try {
      assertThatThrownBy(() -> login("alice", "wrong", code(0))).hasCauseInstanceOf(BUSY);
      assertThatThrownBy(() -> login("alice", PASSWORD, code(0))).hasCauseInstanceOf(BUSY);
      assertThatThrownBy(() -> login("alice", PASSWORD, "")).hasCauseInstanceOf(BUSY);
      assertDenied(login("alice", "tried", "123456"), Reason.TRIED_BEFORE);
      assertDenied(login("alice", PASSWORD, "123456"), Reason.TRIED_BEFORE);
      assertThatThrownBy(() -> login("alice", "tried", "")).hasCauseInstanceOf(BUSY);
      assertAccepted(login("alice", PASSWORD, code(1)), Proof.CODE);
    } finally {
      gate.countDown();
      other.join();
    }
    assertDenied(unlessBusy(() -> login("alice", PASSWORD, code(0))), Reason.CODE_USED);
  }

  /** Again and again while no thread runs within the queue's bound though nobody else waits. */
  private static LoginOutcome unlessBusy(Callable<LoginOutcome> login) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(e -> BUSY.isInstance(e.getCause()))
        .until(login, outcome -> true);
  }

  private static void hashUntil(CountDownLatch gate, CountDownLatch begun, HashingQueue queue) {
    while (begun.getCount() > 0) {
      try {
        queue.run(new Source("198.51.100.1"), () -> awaited(gate, begun));
      } catch (HashingQueue.Busy e) {
        // no thread ran in time: once more
      }
    }
  }

  private static boolean awaited(CountDownLatch gate, CountDownLatch begun) {
    begun.countDown();
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Each waits for the next step when it is denied, as this project's client does. */
  @Test
  void tenDevicesOfOneAccountThatComeAtOnceAreAllServedAtOneAStep() throws IOException {
    List<ClientId> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(ClientId.random());
    }
    List<Reason> reasons = new ArrayList<>();
    int steps = 0;
    for (; !waiting.isEmpty(); steps++) {
      int before = waiting.size();
      for (Iterator<ClientId> devices = waiting.iterator(); devices.hasNext(); ) {
        LoginOutcome outcome = login("alice", PASSWORD, code(0), devices.next());
        if (outcome instanceof LoginOutcome.Accepted) {
          devices.remove();
        } else {
          reasons.add(((LoginOutcome.Denied) outcome).reason());
        }
      }
      assertThat(waiting).hasSize(before - 1);
      clock.advance(Totp.STEP);
    }
    assertThat(steps).isEqualTo(10);
    assertThat(reasons.get(0)).isEqualTo(Reason.CODE_USED);
    assertThat(reasons).filteredOn(Reason::isGuess).as("they count once").hasSize(1);
  }

  private LoginOutcome judge(Frame.Login login, ClientId client) throws IOException {
    try {
      return authenticator.login(login, client, new Source("192.0.2.1"), user -> hasRoom);
    } catch (HashingQueue.Busy e) {
      throw new AssertionError(e);
    }
  }
}
