package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.FileKey;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.files.Fsync;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Journal of the client, which survives a crash: the files that the server has, what was read of
 * those under way, and those that are being erased. Losing it costs a question per file, never a
 * file. Safe for use by many threads.
 */
public final class Journal implements AutoCloseable {
  /** So many failures in a row are bad luck; after them a file rests. */
  private static final int FAILURES_BEFORE_REST = 5;

  private static final Duration FIRST_REST = Duration.ofMinutes(10);
  private static final Duration LONGEST_REST = Duration.ofDays(1);

  /** Below that many superfluous records the file is left as it is. */
  private static final int SLACK = 1000;

  /** Progress of a file under way: the chunks that were read. */
  private record UnderWay(FileKey file, Instant changed, List<ContentDigest> chunks) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, KnownFile> confirmed = new HashMap<>();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private final Map<String, JournalRecord.Failed> failed = new HashMap<>();
  private final AbsentFolders absent = new AbsentFolders();

  /** Empty if this is for questions only. */
  private final Optional<JournalFile> file;

  private Optional<StoreId> store = Optional.empty();
  private int records;

  private Journal(Path path, Fsync disk) throws IOException {
    this.file = Optional.of(JournalFile.open(path, disk, this::apply));
  }

  private Journal(Path path) throws IOException {
    this.file = Optional.empty();
    JournalFile.read(path, this::apply);
  }

  /**
   * What the journal remembers now, for questions only: nothing is written or cut off, and another
   * process may be at work on it.
   *
   * @throws IOException if there is none, or it cannot be read
   */
  public static Journal read(Path path) throws IOException {
    return new Journal(path);
  }

  /**
   * Opens the journal, or makes an empty one. A torn end is dropped.
   *
   * @throws IOException if the file cannot be read or written
   */
  public static Journal open(Path path) throws IOException {
    return open(path, new Fsync());
  }

  static Journal open(Path path, Fsync disk) throws IOException {
    return new Journal(path, disk);
  }

  private void apply(JournalRecord record) {
    records++;
    if (record instanceof JournalRecord.Store of) {
      store = Optional.of(of.id());
      confirmed.clear();
      underWay.clear();
    } else if (record instanceof JournalRecord.Absent folder) {
      absent.apply(folder);
    } else if (record instanceof JournalRecord.OfFile of) {
      apply(of);
    }
  }

  private void apply(JournalRecord.OfFile record) {
    String name = record.file().name();
    if (record instanceof JournalRecord.Confirmed one) {
      underWay.remove(name);
      failed.remove(name);
      confirmed.put(name, new KnownFile(one));
    } else if (record instanceof JournalRecord.Chunk chunk) {
      addChunk(chunk);
    } else if (record instanceof JournalRecord.Gone) {
      confirmed.remove(name);
      underWay.remove(name);
      failed.remove(name);
    } else if (record instanceof JournalRecord.Failed one) {
      failed.put(name, one);
    }
  }

  private void addChunk(JournalRecord.Chunk chunk) {
    UnderWay known = underWay.get(chunk.file().name());
    boolean goesOn =
        known != null
            && known.file.equals(chunk.file())
            && known.changed.equals(chunk.changed())
            && known.chunks.size() == chunk.index();
    if (goesOn) {
      known.chunks.add(chunk.digest());
    } else if (chunk.index() == 0) {
      List<ContentDigest> chunks = new ArrayList<>(List.of(chunk.digest()));
      underWay.put(chunk.file().name(), new UnderWay(chunk.file(), chunk.changed(), chunks));
    }
  }

  private static FileKey key(SettledFile file) {
    return new FileKey(file.name().value(), file.identity().size(), file.identity().modified());
  }

  private void add(JournalRecord record) throws IOException {
    lock.lock();
    try {
      file.orElseThrow().append(record);
      apply(record);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells which store the server keeps files in. What another store confirmed says nothing of this
   * one and is forgotten.
   *
   * @return whether anything was forgotten
   */
  public boolean meet(StoreId met) throws IOException {
    lock.lock();
    try {
      if (store.equals(Optional.of(met))) {
        return false;
      }
      boolean forgets = !confirmed.isEmpty();
      add(new JournalRecord.Store(met));
      return forgets;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the server said of this very file, in this run or an earlier one. It is no {@link
   * Confirmation}: nothing is erased on it.
   */
  public Optional<Receipt> receipt(SettledFile settled) {
    return known(settled).map(JournalRecord.Confirmed::receipt);
  }

  /** What was sent for that, and is on the server if its word was good. */
  public Optional<Sent> sent(SettledFile settled) {
    return known(settled)
        .map(known -> new Sent(known.receipt().size(), known.receipt().digest(), known.source()));
  }

  private Optional<JournalRecord.Confirmed> known(SettledFile settled) {
    lock.lock();
    try {
      return Optional.ofNullable(confirmed.get(settled.name().value()))
          .filter(known -> known.isOf(key(settled)))
          .map(known -> known.record(settled.name().value()));
    } finally {
      lock.unlock();
    }
  }

  /** Remembers a confirmation; durable after {@link #force}. */
  public void confirm(Confirmation confirmation) throws IOException {
    add(
        new JournalRecord.Confirmed(
            key(confirmation.file()), confirmation.receipt(), confirmation.source()));
    JournalPoint.RECEIPT_JOURNALLED.hit();
  }

  /**
   * SHA-256 digests of the first chunks of a file under way, as read earlier.
   *
   * @param changed the file's change time now: if it is another than when they were read, there are
   *     none
   */
  public List<byte[]> chunks(SettledFile settled, Instant changed) {
    lock.lock();
    try {
      UnderWay known = underWay.get(settled.name().value());
      if (known == null || !known.file.equals(key(settled)) || !known.changed.equals(changed)) {
        return List.of();
      }
      return known.chunks.stream().map(ContentDigest::hash).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Remembers the digest of a chunk that was read. */
  public void chunkRead(SettledFile settled, Instant changed, int index, ContentDigest digest)
      throws IOException {
    add(new JournalRecord.Chunk(key(settled), changed, index, digest));
  }

  /** Remembers that the file is about to be erased, and makes that durable. */
  public void erasing(SettledFile settled) throws IOException {
    add(new JournalRecord.Erasing(key(settled)));
    force();
    JournalPoint.ERASING_JOURNALLED.hit();
  }

  /** The file is gone for good. */
  public void gone(SettledFile settled) throws IOException {
    add(new JournalRecord.Gone(key(settled)));
    JournalPoint.GONE_JOURNALLED.hit();
  }

  /** Notes a failure of this file, after the fifth in a row with a growing rest. */
  public void failed(SettledFile settled, Instant now) throws IOException {
    failed(settled, failures(settled) + 1, now);
  }

  /** Notes a failure that nothing but a change cures: the file rests after the first already. */
  public void refused(SettledFile settled, Instant now) throws IOException {
    failed(settled, Math.max(failures(settled) + 1, FAILURES_BEFORE_REST), now);
  }

  private void failed(SettledFile settled, int count, Instant now) throws IOException {
    Duration rest = Duration.ZERO;
    if (count >= FAILURES_BEFORE_REST) {
      int doublings = Math.min(count - FAILURES_BEFORE_REST, 10);
      rest = FIRST_REST.multipliedBy(1L << doublings);
      rest = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }
    add(new JournalRecord.Failed(key(settled), count, now.plus(rest)));
  }

  /** How many times in a row this very file failed. */
  public int failures(SettledFile settled) {
    lock.lock();
    try {
      return Optional.ofNullable(failed.get(settled.name().value()))
          .filter(record -> record.file().equals(key(settled)))
          .map(JournalRecord.Failed::count)
          .orElse(0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the file failed so often that it is left alone for now. A clock that was set back does
   * not make the rest longer than the longest one.
   */
  public boolean rests(SettledFile settled, Instant now) {
    lock.lock();
    try {
      return Optional.ofNullable(failed.get(settled.name().value()))
          .filter(record -> record.file().equals(key(settled)))
          .filter(record -> now.isBefore(record.restUntil()))
          .filter(record -> now.plus(LONGEST_REST).isAfter(record.restUntil()))
          .isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns once everything remembered so far is on the disk. After a time when that failed the
   * journal is written anew, in another file: the next force of the same one would succeed without
   * what the kernel gave up.
   */
  public void force() throws IOException {
    lock.lock();
    try {
      JournalFile open = file.orElseThrow();
      if (open.isForced()) {
        return;
      }
      if (!open.isDoubtful()) {
        open.force();
      } else if (!rewrite() && !(open.freeSpare() && rewrite())) {
        throw new IOException("No space left on device");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets what is gone, and writes the journal anew if much of it is superfluous.
   *
   * @param coverage what the folder shows. Of files in a folder that shows none nothing is
   *     forgotten before that was so on {@value AbsentFolders#MOST_DAYS} days, and was seen on each
   * @param today the day, since 1970
   */
  public void compact(ScanCoverage coverage, long today) throws IOException {
    lock.lock();
    try {
      forget(coverage, today);
      int live = liveCount();
      if (records - live > Math.max(SLACK, live)) {
        rewrite();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether there was room for it; nothing has changed if there was none. */
  private boolean rewrite() throws IOException {
    boolean isNew = file.orElseThrow().rewrite(live());
    if (isNew) {
      records = liveCount();
    }
    return isNew;
  }

  private int liveCount() {
    int chunks = underWay.values().stream().mapToInt(u -> u.chunks.size()).sum();
    return confirmed.size() + chunks + failed.size() + absent.live().size() + 1;
  }

  private void forget(ScanCoverage coverage, long today) throws IOException {
    List<String> missing = missing(coverage);
    Set<String> hidden = new HashSet<>();
    missing.stream()
        .map(ScanCoverage::folderOf)
        .filter(folder -> !coverage.shows(folder))
        .forEach(hidden::add);
    for (JournalRecord change : absent.changes(hidden, today)) {
      add(change);
    }
    List<String> gone =
        missing.stream()
            .filter(name -> coverage.isGone(name) || absent.isGivenUp(ScanCoverage.folderOf(name)))
            .toList();
    for (String name : gone) {
      add(new JournalRecord.Gone(new FileKey(name, 0, Instant.EPOCH)));
    }
  }

  /**
   * Of what something is remembered that was not found; a name may come more than once. In plain
   * loops, since a run with nothing to do goes over ten thousand names before it is compiled.
   */
  private List<String> missing(ScanCoverage coverage) {
    List<String> missing = new ArrayList<>();
    for (Map<String, ?> known : List.of(confirmed, underWay, failed)) {
      for (String name : known.keySet()) {
        if (!coverage.isPresent(name)) {
          missing.add(name);
        }
      }
    }
    return missing;
  }

  private Stream<JournalRecord> live() {
    Stream<JournalRecord> chunks =
        underWay.values().stream()
            .flatMap(
                u ->
                    Stream.iterate(0, i -> i < u.chunks.size(), i -> i + 1)
                        .map(i -> new JournalRecord.Chunk(u.file, u.changed, i, u.chunks.get(i))));
    Stream<JournalRecord> files =
        Stream.concat(
            confirmed.entrySet().stream().map(known -> known.getValue().record(known.getKey())),
            failed.values().stream());
    return Stream.concat(
        Stream.concat(store.stream().map(JournalRecord.Store::new), absent.live().stream()),
        Stream.concat(files, chunks));
  }

  @Override
  public void close() throws IOException {
    if (file.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      force();
    } finally {
      file.get().close();
      lock.unlock();
    }
  }
}
