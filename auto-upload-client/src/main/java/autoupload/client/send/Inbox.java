package autoupload.client.send;

import autoupload.client.link.LinkLost;
import autoupload.wire.Frame;
import autoupload.wire.ServerFrames;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Queue of what the server sends on one connection, filled by a thread that does nothing but read,
 * so that the server never waits for this end, and emptied by the thread that sends.
 */
final class Inbox extends ServerFrames {
  /** Event for the sending thread to handle. */
  @FunctionalInterface
  interface InboxEvent {
    void happen() throws LinkLost;
  }

  private final Transfer transfer;
  private final ServerLink link;
  private final BlockingQueue<InboxEvent> events = new LinkedBlockingQueue<>();
  private final Set<Integer> refusedIds = ConcurrentHashMap.newKeySet();
  private final AtomicInteger roomRefusals = new AtomicInteger();
  private volatile boolean gotFurther;

  /** Starts reading. */
  Inbox(Transfer transfer, ServerLink link) {
    this.transfer = transfer;
    this.link = link;
    Thread reader = new Thread(this::read, "server-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** What happened, if anything did. */
  Optional<InboxEvent> poll() {
    return Optional.ofNullable(events.poll());
  }

  /** Waits for something to happen, at most so long. */
  Optional<InboxEvent> await(long time, TimeUnit unit) {
    try {
      return Optional.ofNullable(events.poll(time, unit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(
          () -> {
            throw new LinkLost("interrupted", e);
          });
    }
  }

  /** Whether the server refused this offer already. */
  boolean isRefused(int id) {
    return refusedIds.contains(id);
  }

  /** Whether a refusal waits here that may speak of files that were not sent yet. */
  boolean hasRoomRefusal() {
    return roomRefusals.get() > 0;
  }

  /** Has that happen after everything that waits here. */
  void later(InboxEvent event) {
    events.add(event);
  }

  /** Whether the server made anything durable. */
  boolean gotFurther() {
    return gotFurther;
  }

  private void read() {
    try {
      link.readAll(this);
    } catch (IOException e) {
      events.add(
          () -> {
            throw LinkLost.of(e);
          });
    } catch (RuntimeException | Error e) {
      events.add(
          () -> {
            throw new LinkLost("reading failed: " + e, e);
          });
    }
  }

  @Override
  public void send(Frame.Send frame) {
    events.add(() -> transfer.onSend(frame));
  }

  @Override
  public void prove(Frame.Prove frame) {
    events.add(() -> transfer.onProve(frame));
  }

  @Override
  public void receipt(Frame.Receipt frame) {
    gotFurther = true;
    events.add(() -> transfer.onReceipt(frame));
  }

  @Override
  public void refused(Frame.Refused frame) {
    refusedIds.add(frame.id());
    int ofRoom = RefusalCause.of(frame) == RefusalCause.ROOM ? 1 : 0;
    roomRefusals.addAndGet(ofRoom);
    events.add(
        () -> {
          refusedIds.remove(frame.id());
          roomRefusals.addAndGet(-ofRoom);
          transfer.onRefused(frame);
        });
  }

  @Override
  public void durable(Frame.Durable frame) {
    gotFurther = true;
  }

  @Override
  public void goAway(Frame.GoAway frame) {
    events.add(transfer::onGoAway);
  }

  @Override
  public void ping(Frame.Ping frame) {
    events.add(() -> link.write(new Frame.Pong(frame.token())));
  }

  @Override
  public void pong(Frame.Pong frame) {
    // That it came is all there is to know.
  }
}
