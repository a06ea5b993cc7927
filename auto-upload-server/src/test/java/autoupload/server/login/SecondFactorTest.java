package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static autoupload.server.scripted.Credentials.OTHER_HASH;
import static autoupload.server.scripted.Credentials.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.credentials.Totp;
import autoupload.server.limits.Busy;
import autoupload.server.limits.DaemonThreads;
import autoupload.server.limits.FairExecutor;
import autoupload.server.login.AcceptedLogin.LoginMethod;
import autoupload.server.login.RefusedLogin.RefusalReason;
import autoupload.server.scripted.SetClock;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.IOException;
import java.net.InetAddress;
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

  private static final Duration PATIENCE = Duration.ofMillis(50);

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
    memory = LoginMemory.open(new LocalStateStore(dir), clock);
    authenticator = authenticator(new PasswordCheck());
  }

  @AfterEach
  void close() {
    memory.close();
  }

  /** One that refuses at once. */
  private Authenticator authenticator(PasswordCheck check) {
    return new Authenticator(AccountSource.open(passwords), memory, check, asked -> {});
  }

  private void restart() {
    memory.close();
    memory = LoginMemory.open(new LocalStateStore(dir), clock);
    authenticator = authenticator(new PasswordCheck());
  }

  private String code(int stepsAhead) {
    return totp.code(Totp.stepAt(clock.instant()) + stepsAhead);
  }

  private Object login(String user, String password, String code) throws IOException {
    return login(user, password, code, CAMERA);
  }

  private Object login(String user, String password, String code, ClientId client)
      throws IOException {
    Secret secret = new Secret(password.getBytes(StandardCharsets.UTF_8));
    return judge(new Frame.Login(user, secret, code, Secret.NONE), client);
  }

  private Object login(String user, Ticket ticket) throws IOException {
    return judge(new Frame.Login(user, Secret.NONE, "", ticket.secret()), CAMERA);
  }

  /** Gives the ticket that came with it. */
  private static Ticket assertAccepted(Object outcome, LoginMethod method) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            AcceptedLogin.class, in -> assertThat(in.method()).isEqualTo(method));
    return ((AcceptedLogin) outcome).ticket().orElseThrow();
  }

  private static void assertDenied(Object outcome, RefusalReason reason) {
    assertRefused(outcome, reason, Duration.ZERO);
  }

  private static void assertRefused(Object outcome, RefusalReason reason, Duration retryAfter) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            RefusedLogin.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.retryAfter()).isEqualTo(retryAfter);
            });
  }

  @Test
  void theCodeOfNowOrOfOneStepBesideItIsRight() throws IOException {
    assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
    assertAccepted(login("alice", PASSWORD, code(1)), LoginMethod.CODE);
    assertAccepted(login("alice", PASSWORD, code(-1)), LoginMethod.CODE);
  }

  @Test
  void noneOrAnotherOneIsAGuess() throws IOException {
    assertDenied(login("alice", PASSWORD, ""), RefusalReason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(2)), RefusalReason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(-2)), RefusalReason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, "abc"), RefusalReason.WRONG_CODE);
    assertThat(RefusalReason.WRONG_CODE.isGuess()).isTrue();
  }

  @Test
  void aCodeCountsOnceAlsoAfterARestart() throws IOException {
    String code = code(0);
    assertAccepted(login("alice", PASSWORD, code), LoginMethod.CODE);

    assertDenied(login("alice", PASSWORD, code), RefusalReason.CODE_USED);
    restart();
    assertDenied(login("alice", PASSWORD, code), RefusalReason.CODE_USED);
  }

  /** Or what counts, and so who is soon told to come later, would tell the right password. */
  @Test
  void whatCountsAsAGuessDoesNotDependOnWhetherThePasswordIsRight() throws IOException {
    String used = code(0);
    assertAccepted(login("alice", PASSWORD, used), LoginMethod.CODE);
    for (String user : new String[] {"alice", "nobody"}) {
      for (String password : new String[] {PASSWORD, "wrong"}) {
        List<Boolean> guesses = new ArrayList<>();
        for (String code : new String[] {"", "", used, used, "123456", "123456", "", used}) {
          guesses.add(((RefusedLogin) login(user, password, code)).reason().isGuess());
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
    assertDenied(login("alice", "old", code(0)), RefusalReason.WRONG_PASSWORD);
    for (int i = 0; i < 20; i++) {
      clock.advance(Totp.STEP);
      assertDenied(login("alice", "old", code(0)), RefusalReason.TRIED_BEFORE);
    }
    assertThat(RefusalReason.TRIED_BEFORE.isGuess()).isFalse();
    assertDenied(login("alice", "older", code(0)), RefusalReason.WRONG_PASSWORD);
  }

  @Test
  void whoDoesNotKnowThePasswordUsesNoCodeUpAndLearnsNothingOfIt() throws IOException {
    assertDenied(login("alice", "wrong", code(0)), RefusalReason.WRONG_PASSWORD);
    assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
    assertDenied(login("alice", "wrong", code(0)), RefusalReason.TRIED_BEFORE);
  }

  @Test
  void anAccountWithoutASeedNeedsNoCodeAndMindsNone() throws IOException {
    assertAccepted(login("plain", PASSWORD, ""), LoginMethod.PASSWORD);
    assertAccepted(login("plain", PASSWORD, "123456"), LoginMethod.PASSWORD);
  }

  @Test
  void aTicketStandsInForPasswordAndCode() throws IOException {
    Ticket ticket = assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
    restart();

    assertThat(login("alice", ticket))
        .isInstanceOfSatisfying(
            AcceptedLogin.class,
            in -> {
              assertThat(in.method()).isEqualTo(LoginMethod.TICKET);
              assertThat(in.ticket()).as("the one it has is good for long").isEmpty();
            });
    clock.advance(Tickets.LIFE.dividedBy(2).plusSeconds(1));
    Ticket next = assertAccepted(login("alice", ticket), LoginMethod.TICKET);
    clock.advance(Tickets.LIFE.dividedBy(2));
    assertDenied(login("alice", ticket), RefusalReason.TICKET_VOID);
    assertThat(login("alice", next)).isInstanceOf(AcceptedLogin.class);
  }

  @Test
  void aVoidTicketIsNoGuess() throws IOException {
    Ticket ticket = assertAccepted(login("plain", PASSWORD, ""), LoginMethod.PASSWORD);
    Files.writeString(passwords, "plain#" + OTHER_HASH + "#x=1\n");

    assertDenied(login("plain", ticket), RefusalReason.TICKET_VOID);
    assertDenied(login("alice", ticket), RefusalReason.TICKET_VOID);
    assertThat(RefusalReason.TICKET_VOID.isGuess()).isFalse();
  }

  @Test
  void whoComesInOnlyLaterHasUsedNoCodeUpAndHasNoTicket() throws IOException {
    Ticket ticket = assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
    clock.advance(Tickets.LIFE.dividedBy(2).plusSeconds(1)); // from here on another one is due
    hasRoom = false;

    assertTooMany(login("alice", PASSWORD, code(0)));
    assertTooMany(login("alice", ticket));
    assertTooMany(login("plain", PASSWORD, ""));
    assertThat(RefusalReason.TOO_MANY_CONNECTIONS.isGuess()).isFalse();

    hasRoom = true;
    assertAccepted(login("alice", ticket), LoginMethod.TICKET);
    assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
  }

  private static void assertTooMany(Object outcome) {
    assertRefused(outcome, RefusalReason.TOO_MANY_CONNECTIONS, Duration.ofSeconds(30));
  }

  @Test
  void thatThereIsNoRoomTellsNobodyThatHisWordsAreRightButWhoMayComeIn() throws IOException {
    assertAccepted(login("alice", PASSWORD, code(0)), LoginMethod.CODE);
    hasRoom = false;

    assertDenied(login("alice", "wrong", code(1)), RefusalReason.WRONG_PASSWORD);
    assertDenied(login("alice", PASSWORD, ""), RefusalReason.WRONG_CODE);
    assertDenied(login("alice", PASSWORD, code(0)), RefusalReason.CODE_USED);
    assertDenied(login("nobody", PASSWORD, ""), RefusalReason.UNKNOWN_USER);
  }

  /** Or how busy the server is would tell that the password is right. */
  @Test
  void aCodeThatIsRefusedWaitsForAHashAsAWrongPasswordDoes() throws Exception {
    FairExecutor<Source, Boolean> queue =
        new FairExecutor<>(DaemonThreads.pool("hash", 1), 1, 1, 4);
    authenticator = authenticator(new PasswordCheck(queue, PATIENCE));
    assertAccepted(unlessBusy(() -> login("alice", PASSWORD, code(0))), LoginMethod.CODE);
    for (String password : new String[] {"tried", PASSWORD}) {
      unlessBusy(() -> login("alice", password, "123456"));
    }
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread other = new Thread(() -> hashUntil(gate, begun, queue));
    other.start();
    begun.await();
    try {
      assertBusy(login("alice", "wrong", code(0)));
      assertBusy(login("alice", PASSWORD, code(0)));
      assertBusy(login("alice", PASSWORD, ""));
      assertDenied(login("alice", "tried", "123456"), RefusalReason.TRIED_BEFORE);
      assertDenied(login("alice", PASSWORD, "123456"), RefusalReason.TRIED_BEFORE);
      assertBusy(login("alice", "tried", ""));
      assertAccepted(login("alice", PASSWORD, code(1)), LoginMethod.CODE);
    } finally {
      gate.countDown();
      other.join();
    }
    assertDenied(unlessBusy(() -> login("alice", PASSWORD, code(0))), RefusalReason.CODE_USED);
  }

  /** Again and again while no thread runs within the queue's bound though nobody else waits. */
  private static Object unlessBusy(Callable<Object> login) {
    return await().atMost(Duration.ofSeconds(60)).until(login, outcome -> !isBusy(outcome));
  }

  private static boolean isBusy(Object outcome) {
    return outcome instanceof RefusedLogin refused && refused.reason() == RefusalReason.BUSY;
  }

  private static void assertBusy(Object outcome) {
    assertThat(isBusy(outcome)).as("%s", outcome).isTrue();
  }

  private static void hashUntil(
      CountDownLatch gate, CountDownLatch begun, FairExecutor<Source, Boolean> queue) {
    while (begun.getCount() > 0) {
      try {
        queue.run(new Source("198.51.100.1"), () -> awaited(gate, begun), PATIENCE);
      } catch (Busy e) {
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
    List<RefusalReason> reasons = new ArrayList<>();
    int steps = 0;
    for (; !waiting.isEmpty(); steps++) {
      int before = waiting.size();
      for (Iterator<ClientId> devices = waiting.iterator(); devices.hasNext(); ) {
        Object outcome = login("alice", PASSWORD, code(0), devices.next());
        if (outcome instanceof AcceptedLogin) {
          devices.remove();
        } else {
          reasons.add(((RefusedLogin) outcome).reason());
        }
      }
      assertThat(waiting).hasSize(before - 1);
      clock.advance(Totp.STEP);
    }
    assertThat(steps).isEqualTo(10);
    assertThat(reasons.get(0)).isEqualTo(RefusalReason.CODE_USED);
    assertThat(reasons).filteredOn(RefusalReason::isGuess).as("they count once").hasSize(1);
  }

  @Test
  void ofTwoWhoAreVerifiedWithOneCodeTheFirstToCompleteGetsIn() throws Exception {
    byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
    Frame.Login login = new Frame.Login("alice", new Secret(password), code(0), Secret.NONE);
    Authenticator.Verified one = verify(login, CAMERA);
    Authenticator.Verified other = verify(login, ClientId.random());
    assertThat(one.user().value()).isEqualTo("alice");

    assertAccepted(other.complete(), LoginMethod.CODE);
    assertThatThrownBy(one::complete)
        .isInstanceOfSatisfying(
            RefusedLogin.class, refused -> assertDenied(refused, RefusalReason.CODE_USED));
  }

  private Authenticator.Verified verify(Frame.Login login, ClientId client) throws RefusedLogin {
    return authenticator.verify(login, client, InetAddress.getLoopbackAddress());
  }

  /** An {@link AcceptedLogin} or a {@link RefusedLogin}. */
  private Object judge(Frame.Login login, ClientId client) throws IOException {
    try {
      Authenticator.Verified verified = verify(login, client);
      return hasRoom ? verified.complete() : RefusedLogin.tooManyConnections();
    } catch (RefusedLogin e) {
      return e;
    }
  }
}
