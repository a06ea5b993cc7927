package autoupload.client.send;

import autoupload.client.content.Content;
import autoupload.client.scan.SettledFile;
import autoupload.wire.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * FIFO queue of the files still to be offered; those the server refused for a while come again when
 * their time has come. Used by the thread that sends.
 */
public final class SendQueue {
  private final Deque<Outgoing> ready = new ArrayDeque<>();
  private final PriorityQueue<Outgoing> resting = new PriorityQueue<>(Outgoing::compareByTime);
  private final List<SettledFile> setAside = new ArrayList<>();
  private Optional<ServerCondition> condition = Optional.empty();
  private long noRoomFor = Long.MAX_VALUE;

  /** Nothing waits. */
  public SendQueue() {}

  /** Adds a file at the end. */
  public void add(Content content) {
    ready.add(new Outgoing(content, true));
  }

  /** Adds a file that the server most likely has, so that offering it asks for no room there. */
  public void addKnown(Content content) {
    ready.add(new Outgoing(content, false));
  }

  /** Whether nothing waits, not even a file that rests. */
  public boolean isEmpty() {
    return ready.isEmpty() && resting.isEmpty();
  }

  /** Everything that waits. */
  List<SettledFile> files() {
    List<SettledFile> files = new ArrayList<>();
    ready.forEach(outgoing -> files.add(outgoing.file()));
    resting.forEach(outgoing -> files.add(outgoing.file()));
    return files;
  }

  /** How much waits, and for how long the oldest file has. */
  Frame.Backlog backlog() {
    List<SettledFile> files = files();
    Instant now = Instant.now();
    long bytes = files.stream().mapToLong(file -> file.identity().size()).sum();
    Duration oldest =
        files.stream()
            .map(file -> Duration.between(file.identity().modified(), now))
            .filter(age -> !age.isNegative())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new Frame.Backlog(files.size(), bytes, oldest);
  }

  /** Why some files were not sent, if it is for a state of the server: the first there was. */
  public Optional<ServerCondition> condition() {
    return condition;
  }

  /** The files that {@link #condition} kept back. */
  public List<SettledFile> setAside() {
    return List.copyOf(setAside);
  }

  /**
   * There is no room for this one, so it waits for a later pass, and so does every other that is no
   * smaller: asking for each would be hammering.
   */
  void noRoom(Outgoing outgoing, ServerCondition reason) {
    setAside(outgoing, reason);
    noRoomFor = Math.min(noRoomFor, outgoing.file().identity().size());
  }

  /** It waits for a later pass, for that reason. */
  void setAside(Outgoing outgoing, ServerCondition reason) {
    condition = condition.or(() -> Optional.of(reason));
    setAside(outgoing);
  }

  /** It waits for a later pass, as {@link #hasNoRoom} says. */
  void setAside(Outgoing outgoing) {
    setAside.add(outgoing.file());
  }

  /** The next file that may be offered now. */
  Optional<Outgoing> poll() {
    Optional<Outgoing> next = take();
    while (next.filter(this::hasNoRoom).isPresent()) {
      setAside(next.get());
      next = take();
    }
    return next;
  }

  /** Whether one that is no larger was refused for want of room. */
  boolean hasNoRoom(Outgoing outgoing) {
    return outgoing.needsRoom() && outgoing.file().identity().size() >= noRoomFor;
  }

  private Optional<Outgoing> take() {
    if (!resting.isEmpty() && resting.peek().nanosUntilReady() <= 0) {
      return Optional.of(resting.poll());
    }
    return Optional.ofNullable(ready.poll());
  }

  /** Nanoseconds until the first resting file may be offered; empty if none rests. */
  Optional<Long> nanosUntilNext() {
    return Optional.ofNullable(resting.peek()).map(o -> Math.max(0, o.nanosUntilReady()));
  }

  /** Puts a refused file aside until its time has come. */
  void rest(Outgoing outgoing) {
    outgoing.reset();
    resting.add(outgoing);
  }

  /** Puts files of a lost connection back to the front, in their order. */
  void putBack(List<Outgoing> lost) {
    for (int i = lost.size() - 1; i >= 0; i--) {
      lost.get(i).reset();
      ready.addFirst(lost.get(i));
    }
  }
}
