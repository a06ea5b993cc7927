package autoupload.client.scripted;

import autoupload.client.journal.Confirmation;
import autoupload.client.scan.SettledFile;
import autoupload.client.send.TransferListener;
import autoupload.upload.ContentDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Transfer listener that remembers in words what becomes of the files. */
public final class Recorded implements TransferListener {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Confirmation> confirmations = new CopyOnWriteArrayList<>();
  private final Map<String, Long> progress = new ConcurrentHashMap<>();

  /** What happened, in order, such as {@code confirmed a}. */
  public List<String> events() {
    return events;
  }

  /** The confirmations, in order. */
  public List<Confirmation> confirmations() {
    return confirmations;
  }

  /** How many bytes of a file were reported. */
  public long progress(String name) {
    return progress.getOrDefault(name, 0L);
  }

  @Override
  public void confirmed(Confirmation confirmation, boolean wasThere) {
    confirmations.add(confirmation);
    events.add((wasThere ? "was there: " : "confirmed: ") + confirmation.file().name());
  }

  @Override
  public void deferred(SettledFile file, String reason) {
    events.add("deferred: " + file.name() + ": " + reason);
  }

  @Override
  public void failed(SettledFile file, String reason) {
    events.add("failed: " + file.name() + ": " + reason);
  }

  @Override
  public void refused(SettledFile file, String reason) {
    events.add(reason + ": " + file.name());
  }

  @Override
  public void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest) {
    events.add("chunk " + index + ": " + file.name());
  }

  @Override
  public void progressed(SettledFile file, long bytes, boolean sent) {
    progress.merge(file.name().value(), bytes, Long::sum);
  }
}
