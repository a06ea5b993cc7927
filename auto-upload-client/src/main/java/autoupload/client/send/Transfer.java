package autoupload.client.send;

import autoupload.client.content.Content;
import autoupload.client.content.NotAsOffered;
import autoupload.client.journal.Confirmation;
import autoupload.client.link.LinkLost;
import autoupload.client.scan.SourceChanged;
import autoupload.operator.IoReason;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sender of a queue on one connection: it keeps up to as many offers ahead as the server allows,
 * and answers what it asks for, file by file. Everything here runs in the calling thread; the
 * answers come through an {@link Inbox} that another thread fills, so that the connection is always
 * read.
 */
public final class Transfer {
  private static final String STOPPED = "the server stopped";

  private final ServerLink link;
  private final SendQueue queue;
  private final TransferListener listener;
  private final Inbox inbox;
  private final ContentSender sender;
  private final Map<Integer, Outgoing> open = new HashMap<>();

  /** What a server that stops gave back, and what was lost, by id: the order of the offers. */
  private final Map<Integer, Outgoing> returned = new TreeMap<>();

  private int lastId;
  private boolean goingAway;

  /** Sends what is in {@code queue} over {@code link}. */
  public Transfer(ServerLink link, SendQueue queue, TransferListener listener) {
    this.link = link;
    this.queue = queue;
    this.listener = listener;
    this.inbox = new Inbox(this, link);
    this.sender = new ContentSender(link, inbox, listener);
  }

  /**
   * Sends until the queue is empty and every offer has its answer. May be called again when the
   * queue has more.
   *
   * @throws LinkLost if the connection ended; what had no answer is in the queue again
   */
  public void run() throws LinkLost {
    try {
      while (!(queue.isEmpty() && open.isEmpty() && returned.isEmpty())) {
        offerMore();
        if (goingAway && open.isEmpty()) {
          throw new LinkLost(STOPPED);
        }
        Optional<Inbox.InboxEvent> event = inbox.poll();
        if (event.isEmpty()) {
          link.flush();
          event = await();
        }
        if (event.isPresent()) {
          event.get().happen();
        }
      }
    } catch (LinkLost e) {
      throw goingAway ? new LinkLost(STOPPED, e) : e; // it said so before it closed
    } finally {
      open.values().removeIf(outgoing -> outgoing.isAborted() && !outgoing.offersAgain());
      returned.putAll(open);
      queue.putBack(List.copyOf(returned.values()));
      open.clear();
      returned.clear();
    }
  }

  /** Whether the server made anything of this connection durable or gave a receipt. */
  boolean gotFurther() {
    return inbox.gotFurther();
  }

  /** Whether the server said that it is stopping. */
  boolean isServerStopping() {
    return goingAway;
  }

  private Optional<Inbox.InboxEvent> await() {
    long nanos = mayOffer() ? queue.nanosUntilNext().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    return inbox.await(nanos, TimeUnit.NANOSECONDS);
  }

  private boolean mayOffer() {
    return !goingAway && open.size() < link.offersAhead();
  }

  private void offerMore() throws LinkLost {
    while (mayOffer()) {
      Optional<Outgoing> next = queue.poll();
      if (next.isEmpty()) {
        return;
      }
      int id = ++lastId;
      open.put(id, next.get());
      link.write(new Frame.Offer(id, next.get().offer()));
      SendPoint.OFFERED.hit();
    }
  }

  void onSend(Frame.Send frame) throws LinkLost {
    Outgoing outgoing = open.get(frame.id());
    if (outgoing == null || outgoing.isAborted()) {
      return;
    }
    if (goingAway) { // no new BEGIN
      returned.put(frame.id(), open.remove(frame.id()));
      return;
    }
    if (inbox.hasRoomRefusal()) { // first that, which may make this one hopeless
      inbox.later(() -> onSend(frame));
      return;
    }
    if (queue.hasNoRoom(outgoing)) {
      outgoing.abort();
      queue.setAside(outgoing);
      link.write(new Frame.Abort(frame.id()));
      return;
    }
    answer(frame.id(), outgoing, () -> sender.send(frame, outgoing));
  }

  void onProve(Frame.Prove frame) throws LinkLost {
    Outgoing outgoing = open.get(frame.id());
    if (outgoing == null || outgoing.isAborted()) {
      return;
    }
    answer(frame.id(), outgoing, () -> sender.prove(frame.id(), outgoing));
  }

  private interface Reply {
    void give() throws IOException, NotAsOffered;
  }

  /** Answers, or says that this offer will have no answer. */
  private void answer(int id, Outgoing outgoing, Reply answer) throws LinkLost {
    try {
      answer.give();
    } catch (LinkLost e) {
      throw e;
    } catch (NotAsOffered e) {
      offerInstead(id, outgoing, e.instead());
    } catch (IOException e) {
      giveUp(id, outgoing, e);
    }
  }

  /** A name that has the other form may be offered once this offer has its answer. */
  private void offerInstead(int id, Outgoing outgoing, Content instead) throws LinkLost {
    outgoing.abortFor(instead);
    link.write(new Frame.Abort(id));
  }

  private void giveUp(int id, Outgoing outgoing, IOException cause) throws LinkLost {
    outgoing.content().giveUp();
    outgoing.abort();
    link.write(new Frame.Abort(id));
    if (cause instanceof SourceChanged || cause instanceof NoSuchFileException) {
      listener.deferred(outgoing.file(), IoReason.of(cause));
    } else {
      listener.failed(outgoing.file(), IoReason.of(cause));
    }
  }

  void onReceipt(Frame.Receipt frame) {
    SendPoint.RECEIPT_SEEN.hit();
    Outgoing outgoing = open.remove(frame.id());
    if (outgoing == null || outgoing.isAborted()) {
      return;
    }
    Optional<Confirmation> confirmation =
        outgoing.sent().flatMap(sent -> Confirmation.match(outgoing.file(), sent, frame.receipt()));
    if (confirmation.isPresent()) {
      sender.progress(outgoing, outgoing.offer().size(), false);
      listener.confirmed(confirmation.get(), outgoing.wasProven());
    } else {
      listener.failed(outgoing.file(), "the server's receipt is for other bytes");
    }
  }

  void onRefused(Frame.Refused frame) {
    Outgoing outgoing = open.remove(frame.id());
    if (outgoing != null && outgoing.offersAgain()) {
      queue.putBack(List.of(outgoing));
      return;
    }
    if (outgoing == null || outgoing.isAborted()) {
      return;
    }
    RefusalCause cause = RefusalCause.of(frame);
    if (cause == RefusalCause.STOPPING) {
      goingAway = true;
      returned.put(frame.id(), outgoing);
    } else if (outgoing.retryAfter(frame.retryAfter(), cause.tries())) {
      queue.rest(outgoing);
    } else {
      leave(outgoing, cause, frame);
    }
  }

  /** It is not offered again in this pass. */
  private void leave(Outgoing outgoing, RefusalCause cause, Frame.Refused frame) {
    ServerCondition condition = new ServerCondition(words(frame), frame.retryAfter());
    switch (cause) {
      case FILE -> listener.refused(outgoing.file(), "refused: " + frame.text());
      case DAMAGE -> listener.failed(outgoing.file(), "refused: " + frame.text());
      case ROOM -> queue.noRoom(outgoing, condition);
      case OTHER_CONNECTION, SERVER, STOPPING -> queue.setAside(outgoing, condition);
    }
  }

  /** The same for every way to be full, so that it is said once. */
  private static String words(Frame.Refused frame) {
    return frame.code() == RefusalCode.NO_SPACE.code()
        ? "the server's disk is full: make room there"
        : frame.text();
  }

  /** The server stops: what it has in full it still answers, everything else waits. */
  void onGoAway() {
    goingAway = true;
    open.forEach(
        (id, outgoing) -> {
          if (outgoing.sent().isEmpty() && (!outgoing.isAborted() || outgoing.offersAgain())) {
            returned.put(id, outgoing);
          }
        });
    open.values().removeIf(outgoing -> outgoing.sent().isEmpty());
  }
}
