package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scripted.ClientConnection;
import autoupload.client.scripted.Data;
import autoupload.client.scripted.Upload;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.WireLimits;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TransferTest extends ScriptedTest {
  @Test
  void sendsAFileInChunksAndConfirmsItWithItsReceipt() throws Exception {
    byte[] content = sender.add("video", CHUNK + 5);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      assertThat(offer.offer()).isEqualTo(sender.settled("video").offer());

      Upload upload = connection.store(offer);

      assertThat(upload.bytes()).isEqualTo(content);
      assertThat(upload.digest()).isEqualTo(Sender.digest(content));
      List<byte[]> chunks = Sender.chunks(content);
      assertThat(upload.chunks())
          .containsExactly(
              new Frame.Chunk(offer.id(), 0, ContentDigest.of(1, chunks.get(0))),
              new Frame.Chunk(offer.id(), 1, ContentDigest.of(1, chunks.get(1))));
      finish(client);
    }
    assertThat(sender.recorded.events())
        .containsExactly("chunk 0: video", "chunk 1: video", "confirmed: video");
    assertThat(sender.recorded.confirmations().get(0).receipt().digest())
        .isEqualTo(Sender.digest(content));
    assertThat(sender.recorded.progress("video")).isEqualTo(content.length);
    assertThat(sender.queue.isEmpty()).isTrue();
  }

  @Test
  void anEmptyFileHasOneChunkAndNoData() throws Exception {
    sender.add("empty", 0);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Upload upload = connection.store(connection.next(Frame.Offer.class));

      assertThat(upload.bytes()).isEmpty();
      assertThat(upload.chunks()).hasSize(1);
      assertThat(upload.digest()).isEqualTo(Sender.digest(new byte[0]));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: empty");
  }

  @Test
  void aReceiptForOtherBytesIsNeverAConfirmation() throws Exception {
    sender.add("other digest", 10);
    sender.add("other size", 10);
    byte[] unsent = sender.add("nothing sent", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(3);
      connection.ask(offers.get(0).id());
      connection.upload();
      connection.confirm(offers.get(0), Sender.digest(new byte[10]));

      connection.ask(offers.get(1).id());
      ContentDigest right = connection.upload().digest();
      Receipt longer = new Receipt(offers.get(1).offer().name(), 11, right);
      connection.send(new Frame.Receipt(offers.get(1).id(), longer));

      connection.confirm(offers.get(2), Sender.digest(unsent));
      finish(client);
    }
    assertThat(sender.recorded.confirmations()).isEmpty();
    assertThat(sender.recorded.events())
        .containsExactly(
            "failed: other digest: the server's receipt is for other bytes",
            "failed: other size: the server's receipt is for other bytes",
            "failed: nothing sent: the server's receipt is for other bytes");
  }

  @Test
  void aFileTheServerHasIsProvenWithoutMovingAByte() throws Exception {
    byte[] content = sender.add("a", CHUNK + 5);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      assertThat(connection.next()).isEqualTo(new Frame.Proof(offer.id(), Sender.digest(content)));
      connection.confirm(offer, Sender.digest(content));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("was there: a");
    assertThat(sender.recorded.progress("a")).isEqualTo(content.length);
  }

  @Test
  void aReceiptForAProofMustBeForWhatWasProven() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      connection.next(Frame.Proof.class);
      connection.confirm(offer, Sender.digest(new byte[10]));
      finish(client);
    }
    assertThat(sender.recorded.confirmations()).isEmpty();
  }

  @Test
  void anUnequalProofIsFollowedByTheFile() throws Exception {
    byte[] content = sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      connection.next(Frame.Proof.class);
      assertThat(connection.store(offer).bytes()).isEqualTo(content);
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: a");
  }

  @Test
  void aFileThatChangedIsNotProven() throws Exception {
    sender.add("a", 10);
    Files.write(folder.resolve("a"), new byte[11]);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.send(new Frame.Prove(offer.id()));
      assertThat(connection.next()).isEqualTo(new Frame.Abort(offer.id()));
      connection.refuse(offer.id(), RefusalCode.ABORTED, Duration.ZERO);
      finish(client);
    }
    assertThat(sender.recorded.events())
        .containsExactly("deferred: a: it changed while it was read");
    assertThat(sender.queue.isEmpty()).isTrue();
  }

  @Test
  void whatIsGoneOrReplacedIsLeftForALaterPass() throws Exception {
    for (String name : List.of("gone", "folder now", "link now")) {
      sender.add(name, 10);
      Files.delete(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("folder now"));
    Files.createSymbolicLink(folder.resolve("link now"), folder.resolve("folder now"));
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (Frame.Offer offer : connection.offers(3)) {
        connection.ask(offer.id());
        assertThat(connection.next()).isEqualTo(new Frame.Abort(offer.id()));
        connection.refuse(offer.id(), RefusalCode.ABORTED, Duration.ZERO);
      }
      finish(client);
    }
    assertThat(sender.recorded.events())
        .containsExactly(
            "deferred: gone: no such file or folder",
            "deferred: folder now: it is no longer a regular file",
            "deferred: link now: it is no longer a regular file");
  }

  @Test
  void aFileThatChangesWhileItIsSentHasNoEnd() throws Exception {
    sender.addLarge("large", LARGE);
    sender.add("next", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(2);
      int id = offers.get(0).id();
      connection.ask(id);
      connection.next(Frame.Begin.class);
      connection.next(Data.class); // the rest does not fit into the network
      Files.write(folder.resolve("large"), new byte[1], StandardOpenOption.APPEND);

      Object next = connection.next();
      while (next instanceof Data || next instanceof Frame.Chunk) {
        next = connection.next();
      }
      assertThat(next).isEqualTo(new Frame.Abort(id));
      connection.refuse(id, RefusalCode.ABORTED, Duration.ZERO);
      connection.store(offers.get(1));
      finish(client);
    }
    assertThat(sender.recorded.events())
        .contains("deferred: large: it changed while it was read", "confirmed: next");
    assertThat(sender.queue.isEmpty()).isTrue();
  }

  @Test
  void anAnswerThatCrossedAnAbortChangesNothing() throws Exception {
    sender.add("a", 10);
    Files.delete(folder.resolve("a"));
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      connection.ask(offer.id());
      connection.ask(offer.id()); // no server asks twice, and nobody answers that twice
      connection.next(Frame.Abort.class);
      connection.expectNothing();
      connection.confirm(offer, Sender.digest(sender.content("a", 10)));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("deferred: a: no such file or folder");
  }

  @Test
  void aRefusalThatMayPassIsTriedAgainAfterItsTimeAndHoldsUpNobody() throws Exception {
    sender.add("a", 10);
    sender.add("b", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.accept()) {
      connection.greet(1);
      Frame.Offer first = connection.next(Frame.Offer.class);
      connection.refuse(first.id(), RefusalCode.BUSY, Duration.ofSeconds(1));

      Frame.Offer second = connection.next(Frame.Offer.class);
      assertThat(second.offer().name().value()).isEqualTo("b");
      connection.store(second);

      Frame.Offer again = connection.next(Frame.Offer.class);
      assertThat(again.offer()).isEqualTo(first.offer());
      assertThat(again.id()).isGreaterThan(second.id());
      connection.store(again);
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: b", "confirmed: a");
  }

  @Test
  void aRefusalForGoodIsReportedAndNotTriedAgain() throws Exception {
    sender.add("a", 10);
    sender.add("b", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(2);
      connection.refuse(offers.get(0).id(), RefusalCode.NAME_CONFLICT, Duration.ZERO);
      connection.store(offers.get(1));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("refused: because: a", "confirmed: b");
  }

  @Test
  void goesByTheFlagOfACodeItDoesNotKnow() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      int id = connection.next(Frame.Offer.class).id();
      connection.send(new Frame.Refused(id, 60_000, true, Duration.ZERO, "later"));
      id = connection.next(Frame.Offer.class).id();
      connection.send(new Frame.Refused(id, 60_000, false, Duration.ZERO, "never"));
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("refused: never: a");
  }

  @Test
  void aFileThatIsRefusedAgainAndAgainFails() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      for (int i = 0; i < 8; i++) {
        int id = connection.next(Frame.Offer.class).id();
        connection.refuse(id, RefusalCode.CHUNK_MISMATCH, Duration.ZERO);
      }
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("failed: a: refused: because");
  }

  @Test
  void aRefusalInTheMiddleOfAFileStopsItsBytes() throws Exception {
    sender.addLarge("large", LARGE);
    sender.add("next", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(2);
      connection.ask(offers.get(0).id());
      connection.next(Frame.Begin.class);
      connection.next(Data.class); // the rest does not fit into the network
      connection.refuse(offers.get(0).id(), RefusalCode.NAME_CONFLICT, Duration.ZERO);
      connection.ask(offers.get(1).id());

      long sent = 0;
      Object next = connection.next();
      while (next instanceof Data || next instanceof Frame.Chunk) {
        sent += next instanceof Data data ? data.length() : 0;
        next = connection.next();
      }
      assertThat(sent).isLessThan(LARGE / 2);
      assertThat(next).isEqualTo(new Frame.Begin(offers.get(1).id(), 0));
      connection.next(Data.class);
      connection.next(Frame.Chunk.class);
      connection.confirm(offers.get(1), connection.next(Frame.End.class).digest());
      finish(client);
    }
    assertThat(sender.recorded.events()).endsWith("refused: because: large", "confirmed: next");
  }

  @Test
  void keepsNoMoreOffersOpenThanTheServerAllows() throws Exception {
    for (int i = 0; i < WireLimits.OFFERS_AHEAD + 44; i++) {
      sender.add("file " + i, 1);
    }
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = new ArrayList<>(connection.offers(WireLimits.OFFERS_AHEAD));
      connection.expectNothing();
      assertThat(offers).extracting(o -> o.offer().name().value()).startsWith("file 0", "file 1");
      assertThat(offers).extracting(Frame.Offer::id).doesNotHaveDuplicates().isSorted();

      connection.refuse(offers.get(7).id(), RefusalCode.NAME_INVALID, Duration.ZERO);
      offers.add(connection.next(Frame.Offer.class));
      connection.expectNothing();
    }
    assertLost(client, "");
    assertThat(sender.queued())
        .hasSize(WireLimits.OFFERS_AHEAD + 43)
        .startsWith("file 0")
        .endsWith("file " + (WireLimits.OFFERS_AHEAD + 43));
  }

  @Test
  void keepsToAServersOwnLimit() throws Exception {
    sender.add("a", 1);
    sender.add("b", 1);
    sender.add("c", 1);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.accept()) {
      connection.greet(2);
      List<Frame.Offer> offers = connection.offers(2);
      connection.expectNothing();
      connection.store(offers.get(1));
      connection.store(connection.next(Frame.Offer.class));
      connection.store(offers.get(0));
      finish(client);
    }
    assertThat(sender.recorded.events())
        .containsExactly("confirmed: b", "confirmed: c", "confirmed: a");
  }

  @Test
  void answersForIdsThatAreNotOpenAreDropped() throws Exception {
    sender.add("a", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      Frame.Offer offer = connection.next(Frame.Offer.class);
      int none = offer.id() + 1000;
      Receipt receipt = new Receipt(offer.offer().name(), 10, Sender.digest(new byte[10]));
      connection.ask(none);
      connection.send(
          new Frame.Prove(none), new Frame.Durable(none, 5), new Frame.Receipt(none, receipt));
      connection.refuse(none, RefusalCode.BUSY, Duration.ZERO);
      connection.expectNothing();
      connection.store(offer);
      finish(client);
    }
    assertThat(sender.recorded.events()).containsExactly("confirmed: a");
  }

  @Test
  void aUsedUpQuotaIsAskedAboutOnceAndHoldsUpNoSmallerFile() throws Exception {
    sender.addLarge("large", LARGE);
    sender.addLarge("as large", LARGE);
    byte[] small = sender.add("small", 10);
    Future<?> client = sender.start(server);
    try (ClientConnection connection = server.acceptAndGreet()) {
      List<Frame.Offer> offers = connection.offers(3);
      connection.ask(offers.get(0).id());
      connection.next(Frame.Begin.class);
      connection.ask(offers.get(1).id()); // as the server does, before it knows better
      connection.refuse(offers.get(0).id(), RefusalCode.QUOTA, Duration.ofSeconds(30));
      Object next = connection.next();
      while (next instanceof Data || next instanceof Frame.Chunk) {
        next = connection.next();
      }
      assertThat(next).isEqualTo(new Frame.Abort(offers.get(1).id()));
      connection.refuse(offers.get(1).id(), RefusalCode.ABORTED, Duration.ZERO);

      assertThat(connection.store(offers.get(2)).bytes()).isEqualTo(small);
      finish(client);
    }
    assertThat(sender.recorded.events()).endsWith("confirmed: small");
    assertThat(sender.recorded.events()).noneMatch(event -> event.startsWith("failed"));
    assertThat(sender.queue.setAside()).hasSize(2);
  }
}
