package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.Data;
import autoupload.client.scripted.Upload;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LostConnectionTest extends ScriptedTest {
  @Test
  void whatHasNoAnswerIsInTheQueueAgain() throws Exception {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      sender.add(name, 10);
    }
    Files.delete(folder.resolve("e"));
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(5);
      connection.store(offers.get(1));
      connection.ask(offers.get(4).id());
      connection.next(Frame.Abort.class);
      connection.ask(offers.get(2).id());
      connection.upload(); // complete, but without a receipt
      connection.send(new Frame.Prove(offers.get(3).id()));
      connection.next(Frame.Proof.class);
    }
    assertLost(client, "");
    assertThat(sender.recorded.events())
        .containsExactly("confirmed: b", "deferred: e: no such file or folder");
    assertThat(sender.queued()).containsExactly("a", "c", "d");
  }

  @Test
  void aCutInTheMiddleOfAFileLosesNothing() throws Exception {
    sender.addLarge("large", LARGE);
    sender.add("next", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.ask(connection.offers(2).get(0).id());
      connection.next(Frame.Begin.class);
      connection.next(Data.class);
    }
    assertLost(client, "");
    assertThat(sender.recorded.events()).allMatch(event -> event.startsWith("chunk "));
    assertThat(sender.queued()).containsExactly("large", "next");
  }

  @Test
  void bytesThatAreSentAgainAreReportedOnce() throws Exception {
    byte[] content = sender.add("a", 1_000_000);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.ask(connection.next(Frame.Offer.class).id());
      connection.upload();
    }
    assertLost(client, "");

    Future<?> again = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.store(connection.next(Frame.Offer.class));
      finish(again);
    }
    assertThat(sender.recorded.progress("a")).isEqualTo(content.length);
  }

  @Test
  void aServerThatStopsAnswersWhatItHasAndGivesTheRestBackInOrder() throws Exception {
    for (String name : List.of("a", "b", "c", "d")) {
      sender.add(name, 10);
    }
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(4);
      connection.ask(offers.get(1).id());
      Upload upload = connection.upload();
      connection.send(new Frame.Prove(offers.get(2).id()));
      connection.next(Frame.Proof.class);
      connection.send(new Frame.GoAway("the server is stopping"));
      connection.ask(offers.get(2).id());
      connection.expectNothing(); // no new BEGIN
      connection.confirm(offers.get(1), upload.digest());

      assertLost(client, "the server stopped"); // which has not closed yet
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: b");
    assertThat(sender.queued()).containsExactly("a", "c", "d");
  }

  @Test
  void refusalsOfAServerThatStopsAreNoFailuresAndKeepTheOrder() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      sender.add(name, 10);
    }
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(3)) {
        connection.refuse(offer.id(), RefusalCode.STOPPING, Duration.ofSeconds(30));
      }
      assertLost(client, "the server stopped");
    }
    assertThat(sender.recorded.events()).isEmpty();
    assertThat(sender.queued()).containsExactly("a", "b", "c");
  }

  @Test
  void saysWhatTheServerSaidWhenItGaveUp() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.next(Frame.Offer.class);
      connection.send(new Frame.Error(RefusalCode.TIMEOUT.code(), "too slow"));
      assertLost(client, "too slow");
    }
  }

  @Test
  void whatOnlyAClientMaySayEndsTheConnection() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      connection.next(Frame.Offer.class);
      connection.send(new Frame.Abort(1));
      assertLost(client, "ABORT is not allowed here");
      connection.awaitEnd();
    }
    assertThat(sender.queued()).containsExactly("a");
  }
}
