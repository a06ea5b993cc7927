package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.client.login.LoginDetails;
import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.TestIdentity;
import autoupload.client.scripted.Upload;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.tls.ClientTrust;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest extends ScriptedTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final List<StoreId> stores = new CopyOnWriteArrayList<>();
  private final List<String> waits = new CopyOnWriteArrayList<>();
  private LoginDetails login = Sender.login();
  private final StopSignal stop = new StopSignal();

  @AfterEach
  void stopThread() {
    thread.shutdownNow();
  }

  private Uplink uplink(ClientTrust trust, Consumer<StoreId> onStore, Duration retryFor) {
    return new Uplink(
        Sender.route(server, trust, login),
        sender.queue,
        sender.recorded,
        link -> onStore.accept(link.store()),
        troubles::add,
        waits::add,
        retryFor,
        stop);
  }

  private Future<?> send(Uplink uplink) {
    return thread.submit(
        () -> {
          try (uplink) {
            uplink.send();
          }
        });
  }

  private Future<?> send(Duration retryFor) {
    return send(uplink(identity.trust(), stores::add, retryFor));
  }

  private static void assertEnds(Future<?> client, ExitCode code) {
    assertThatThrownBy(() -> client.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            OperatorError.class, error -> assertThat(error.exitCode()).isEqualTo(code));
  }

  @Test
  void goesOnOverAnotherConnectionWhereTheLostOneEnded() throws Exception {
    byte[] first = sender.add("first", 10);
    byte[] content = sender.add("second", 1000);
    Future<?> client = send(LONG);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(2);
      assertThat(connection.store(offers.get(0)).bytes()).isEqualTo(first);
      connection.ask(offers.get(1).id());
      connection.next(Frame.Begin.class);
    }
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer().name().value()).isEqualTo("second");
      connection.send(new Frame.Send(offer.id(), 300, Optional.empty()));
      Upload upload = connection.upload();
      assertThat(upload.bytes()).isEqualTo(Arrays.copyOfRange(content, 300, 1000));
      connection.confirm(offer, upload.digest());
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: first", "confirmed: second");
    assertThat(troubles).hasSize(1).allMatch(words -> words.endsWith("; trying again"));
    assertThat(stores).containsExactly(ClientConnection.STORE, ClientConnection.STORE);
  }

  @Test
  void tellsAtEachLoginWhatWaitsThen() throws Exception {
    sender.add("first", 10);
    sender.add("second", 1000);
    Future<?> client = send(LONG);
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.greet(ClientConnection.OFFERS_AHEAD).backlog())
          .returns(2L, Frame.Backlog::files)
          .returns(1010L, Frame.Backlog::bytes);
      List<Frame.Offer> offers = connection.offers(2);
      connection.store(offers.get(0));
      connection.ask(offers.get(1).id());
      connection.next(Frame.Begin.class); // so it has read the receipt
    }
    try (ClientConnection connection = server.accept()) {
      assertThat(connection.greet(ClientConnection.OFFERS_AHEAD).backlog())
          .returns(1L, Frame.Backlog::files)
          .returns(1000L, Frame.Backlog::bytes);
      connection.store(connection.next(Frame.Offer.class));
      finish(client);
    }
  }

  @Test
  void keepsTheConnectionForWhatComesLater() throws Exception {
    sender.add("first", 10);
    Uplink uplink = uplink(identity.trust(), stores::add, LONG);
    Future<?> client = thread.submit(() -> uplink.send());
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      finish(client);

      sender.add("second", 10);
      Future<?> later = send(uplink);
      connection.store(connection.next(Frame.Offer.class));
      finish(later);
      connection.awaitEnd();
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: first", "confirmed: second");
  }

  @Test
  void asksForNoConnectionWhenThereIsNothingToSend() throws Exception {
    server.close();

    finish(send(Duration.ZERO));
  }

  @Test
  void comesBackAfterTheServerWasRestarted() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(LONG);
    try (ClientConnection connection = server.acceptAndGreet()) {
      int id = connection.next(Frame.Offer.class).id();
      connection.refuse(id, RefusalCode.STOPPING, Duration.ZERO);
      connection.awaitEnd();
    }
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: a");
  }

  @Test
  void givesUpOnAServerThatCannotBeReachedForTooLong() throws Exception {
    sender.add("a", 10);
    server.close();

    assertEnds(send(Duration.ZERO), ExitCode.UNREACHABLE);
    assertThat(sender.queued()).containsExactly("a");
  }

  @Test
  void aServerThatStoppedIsNotSaidToBeLost() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(Duration.ZERO);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.next(Frame.Offer.class);
      connection.send(new Frame.GoAway("bye"));
      assertThatThrownBy(() -> client.get(60, TimeUnit.SECONDS))
          .hasMessageContaining("the server stopped, and is not back yet");
    }
    assertThat(sender.queued()).containsExactly("a");
  }

  @Test
  void manyTriesAreALineForTheReasonAndOneForHowItEnded() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(LONG);
    for (int i = 0; i < 3; i++) {
      server.acceptRaw().close();
    }
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      finish(client);
    }
    assertThat(troubles).hasSize(2);
    assertThat(troubles.get(0)).endsWith("; trying again");
    assertThat(troubles.get(1)).matches("the server answers again, after 3 tries in 0 min \\d+ s");
  }

  @Test
  void doesNotTryALoginAgainThatWasRefused() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(LONG);
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(ClientConnection.welcome(256));
      connection.next(Frame.Login.class);
      connection.send(new Frame.Denied(Duration.ZERO, "no"));
      assertEnds(client, ExitCode.LOGIN_REFUSED);
    }
    assertThat(troubles).isEmpty();
  }

  private void turnAway(Duration retryAfter) throws IOException {
    try (ClientConnection connection = server.accept()) {
      connection.next(Frame.Hello.class);
      connection.send(ClientConnection.welcome(256));
      connection.next(Frame.Login.class);
      connection.send(new Frame.Denied(retryAfter, "not now"));
      connection.awaitEnd();
    }
  }

  @Test
  void comesAgainWhenAServerThatHadNoTimeForItsLoginSaid() throws Exception {
    byte[] content = sender.add("a", 10);
    Future<?> client = send(LONG);
    long start = System.nanoTime();
    turnAway(Duration.ofSeconds(2));
    try (ClientConnection connection = server.acceptAndGreet()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(connection.store(connection.next(Frame.Offer.class)).bytes()).isEqualTo(content);
      finish(client);
    }
    assertThat(troubles).containsExactly("no login: not now; trying again");
  }

  @Test
  void leavesItToALaterRunIfTheServerWantsToBeLeftAloneForLong() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(LONG);
    turnAway(Duration.ofMinutes(15));

    assertEnds(client, ExitCode.NOT_NOW);
    assertThat(sender.queued()).containsExactly("a");
  }

  @Test
  void triesAgainWhenItIsClosedBeforeAnythingWasSaid() throws Exception {
    sender.add("a", 10);
    Future<?> client = send(LONG);
    server.acceptRaw().close();
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      finish(client);
    }
    assertThat(troubles).hasSize(1);
  }

  @Test
  void doesNotTryAServerAgainThatIsNotTheRightOne(@TempDir Path other) throws Exception {
    sender.add("a", 10);
    Future<?> client = send(uplink(new TestIdentity(other).trust(), stores::add, LONG));
    assertThatThrownBy(server::accept).isInstanceOf(IOException.class);

    assertEnds(client, ExitCode.SERVER_UNPROVEN);
    assertThat(stores).isEmpty();
  }

  @Test
  void offersNothingToAStoreThatIsRefused() throws Exception {
    sender.add("a", 10);
    Future<?> client =
        send(
            uplink(
                identity.trust(),
                store -> {
                  throw OperatorError.usage("that is our own store");
                },
                LONG));
    try (ClientConnection connection = server.acceptAndGreet()) {
      assertEnds(client, ExitCode.USAGE);
      assertThat(connection.awaitEnd()).isEmpty();
    }
  }

  @Test
  void stopsAtOnceInTheMiddleOfAFile() throws Exception {
    sender.addLarge("large", LARGE);
    Future<?> client = send(LONG);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.ask(connection.next(Frame.Offer.class).id());
      connection.next(Frame.Begin.class);
      stop.raise();
      assertEnds(client, ExitCode.NOT_NOW);
    }
  }

  @Test
  void stopsAtOnceWhileItWaitsToTryAgain() throws Exception {
    sender.add("a", 10);
    server.close();
    Future<?> client = send(uplink(identity.trust(), stores::add, LONG));
    await().atMost(Duration.ofSeconds(50)).untilAsserted(() -> assertThat(troubles).isNotEmpty());
    stop.raise();
    assertEnds(client, ExitCode.NOT_NOW);
  }
}
