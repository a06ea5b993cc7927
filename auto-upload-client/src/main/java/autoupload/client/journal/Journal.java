package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.SourceKey;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.files.Fsync;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.ContentDigest;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Journal of the client, which survives a crash: the files that the server has, what was read of
 * those under way, and those that are being erased. Losing it costs a question per file, never a
 * file. One that cannot be written ends the pass, since without it nothing may be erased: whatever
 * writes throws an {@link OperatorError} with {@link ExitCode#IO_ERROR}. Safe for use by many
 * threads.
 */
public final class Journal implements AutoCloseable {
  /** Below that many superfluous records the file is left as it is. */
  private static final int SLACK = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final JournalIndex index = new JournalIndex();

  /** Empty if this is for questions only. */
  private final Optional<JournalFile> file;

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
    index.apply(record);
  }

  private interface Write {
    void run() throws IOException;
  }

  private void write(Write write) {
    lock.lock();
    try {
      write.run();
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot write the journal in the state folder: " + IoReason.of(e), e);
    } finally {
      lock.unlock();
    }
  }

  private void add(JournalRecord record) {
    write(
        () -> {
          file.orElseThrow().append(record);
          apply(record);
        });
  }

  /**
   * Tells which store the server keeps files in. What another store confirmed says nothing of this
   * one and is forgotten.
   *
   * @return whether anything was forgotten
   */
  public boolean meet(StoreId met) {
    lock.lock();
    try {
      if (index.isOf(met)) {
        return false;
      }
      boolean forgets = index.hasConfirmed();
      add(new JournalRecord.Store(met));
      return forgets;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is known of this very file. A clock that was set back does not make its rest longer than
   * the longest one.
   */
  public UploadStatus of(SettledFile settled, Instant now) {
    lock.lock();
    try {
      return index.of(settled, now);
    } finally {
      lock.unlock();
    }
  }

  /** Remembers a confirmation; durable after {@link #force}. */
  public void confirm(Confirmation confirmation) {
    add(
        new JournalRecord.Confirmed(
            SourceKey.of(confirmation.file()), confirmation.receipt(), confirmation.source()));
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
      return index.chunks(settled, changed);
    } finally {
      lock.unlock();
    }
  }

  /** Remembers the digest of a chunk that was read. */
  public void chunkRead(SettledFile settled, Instant changed, int number, ContentDigest digest) {
    add(new JournalRecord.ReadChunk(SourceKey.of(settled), changed, number, digest));
  }

  /** Remembers that the file is about to be erased, and makes that and all before durable. */
  public void erasing(SettledFile settled) {
    add(new JournalRecord.Erasing(SourceKey.of(settled)));
    force();
    JournalPoint.ERASING_JOURNALLED.hit();
  }

  /** The file is gone for good. */
  public void gone(SettledFile settled) {
    add(new JournalRecord.Gone(SourceKey.of(settled)));
    JournalPoint.GONE_JOURNALLED.hit();
  }

  /** Notes a failure of this file, after the fifth in a row with a growing rest. */
  public void failed(SettledFile settled, Instant now) {
    failed(settled, 1, now);
  }

  /** Notes a failure that nothing but a change cures: the file rests after the first already. */
  public void refused(SettledFile settled, Instant now) {
    failed(settled, JournalRecord.Failed.BEFORE_REST, now);
  }

  private void failed(SettledFile settled, int least, Instant now) {
    int count = Math.max(failures(settled) + 1, least);
    add(JournalRecord.Failed.of(SourceKey.of(settled), count, now));
  }

  /** How many times in a row this very file failed. */
  public int failures(SettledFile settled) {
    lock.lock();
    try {
      return index.failures(settled);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns once everything remembered so far is on the disk. After a time when that failed the
   * journal is written anew, in another file: the next force of the same one would succeed without
   * what the kernel gave up.
   */
  public void force() {
    write(
        () -> {
          JournalFile open = file.orElseThrow();
          if (open.isForced()) {
            return;
          }
          if (!open.isDoubtful()) {
            open.force();
          } else if (!rewrite() && !(open.freeSpare() && rewrite())) {
            throw new IOException("No space left on device");
          }
        });
  }

  /**
   * Forgets what is gone, and writes the journal anew if much of it is superfluous.
   *
   * @param coverage what the folder shows. Of files in a folder that shows none nothing is
   *     forgotten before that was so on {@value AbsentFolders#MOST_DAYS} days, and was seen on each
   * @param today the day, since 1970
   */
  public void compact(ScanCoverage coverage, long today) {
    write(
        () -> {
          List<String> missing = index.missing(coverage);
          index.absences(missing, coverage, today).forEach(this::add);
          index.gone(missing, coverage).forEach(this::add);
          int live = index.liveCount();
          if (records - live > Math.max(SLACK, live)) {
            rewrite();
          }
        });
  }

  /** Whether there was room for it; nothing has changed if there was none. */
  private boolean rewrite() throws IOException {
    boolean isNew = file.orElseThrow().rewrite(index.live());
    if (isNew) {
      records = index.liveCount();
    }
    return isNew;
  }

  @Override
  public void close() {
    file.ifPresent(
        open ->
            write(
                () -> {
                  try (open) {
                    force();
                  }
                }));
  }
}
