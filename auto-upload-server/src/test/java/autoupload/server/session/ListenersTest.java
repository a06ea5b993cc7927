package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.events.Arrival;
import autoupload.server.events.Peer;
import autoupload.server.events.ServerEvents;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ClientId;
import autoupload.upload.Receipt;
import autoupload.wire.Frame;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Listeners for events: each hears of everything, and none harms a session. */
class ListenersTest {
  private final Logger log = (Logger) LoggerFactory.getLogger("autoupload");
  private final Deque<Runnable> proofs = new ArrayDeque<>();

  @TempDir private Path dir;
  private LocalStorage storage;

  @BeforeEach
  void open() {
    log.setLevel(Level.OFF); // the failures are meant
    storage = LocalStorage.open(dir);
  }

  @AfterEach
  void close() {
    storage.close();
    log.setLevel(null);
  }

  private ScriptedSession session(ServerEvents... listeners) {
    SessionResources resources =
        ScriptedSession.resources(
            storage, new StoreWork(Runnable::run, proofs::add), new OfferMemory(1 << 20));
    return new ScriptedSession("alice", ClientId.random(), resources, List.of(listeners));
  }

  private static final class Heard implements ServerEvents {
    private final List<String> events = new ArrayList<>();

    @Override
    public void stored(Peer peer, Receipt receipt, Arrival arrival) {
      events.add("stored " + receipt.storedName() + " of " + peer.user().orElseThrow());
    }

    @Override
    public void proven(Peer peer, Receipt receipt) {
      events.add("proven " + receipt.storedName() + " of " + peer.user().orElseThrow());
    }
  }

  private static final class Defective implements ServerEvents {
    @Override
    public void stored(Peer peer, Receipt receipt, Arrival arrival) {
      throw new IllegalStateException("a defect");
    }

    @Override
    public void proven(Peer peer, Receipt receipt) {
      throw new AssertionError("another");
    }
  }

  /** Uploads a file, and offers it again. */
  private void uploadTwice(ScriptedSession session) throws IOException {
    session.offer(1, "clip");
    session.begin(1);
    session.finish(1);
    session.offer(2, "clip");
    session.proof(2);
    while (!proofs.isEmpty()) {
      proofs.remove().run();
    }
  }

  @Test
  void everyListenerHears() throws IOException {
    Heard first = new Heard();
    Heard second = new Heard();
    try (ScriptedSession session = session(first, second)) {
      uploadTwice(session);
    }

    assertThat(first.events).containsExactly("stored clip of alice", "proven clip of alice");
    assertThat(second.events).isEqualTo(first.events);
  }

  @Test
  void oneThatThrowsCostsNobodyAReceiptAndTheOthersHear() throws IOException {
    Heard other = new Heard();
    try (ScriptedSession session = session(new Defective(), other)) {
      uploadTwice(session);

      assertThat(session.sent(Frame.Receipt.class))
          .extracting(Frame.Receipt::id)
          .containsExactly(1, 2);
    }
    assertThat(other.events).containsExactly("stored clip of alice", "proven clip of alice");
  }
}
