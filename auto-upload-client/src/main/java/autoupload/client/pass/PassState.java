package autoupload.client.pass;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Journal;
import autoupload.client.journal.Sent;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.ContentDigest;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Journal as a pass uses it. A journal that cannot be written ends the pass with a clear error:
 * without it nothing may be erased.
 */
final class PassState {
  private final Journal journal;
  private final Clock clock;

  PassState(Journal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void write(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static OperatorError unwritable(IOException cause) {
    return new OperatorError(
        ExitCode.IO_ERROR,
        "cannot write the journal in the state folder: " + IoReason.of(cause),
        cause);
  }

  /**
   * Whether the server said, in this run or an earlier one, that it has this very file. Enough to
   * leave it alone, not to erase it.
   */
  boolean isConfirmed(SettledFile file) {
    return journal.receipt(file).isPresent();
  }

  /** What was sent of this very file, if the server said that it has it. */
  Optional<Sent> sent(SettledFile file) {
    return journal.sent(file);
  }

  /** Tells which store answers; whether confirmations of another one were forgotten. */
  boolean meet(StoreId store) {
    try {
      return journal.meet(store);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Whether it failed so often that it is left alone for now. */
  boolean rests(SettledFile file) {
    return journal.rests(file, clock.instant());
  }

  void confirm(Confirmation confirmation) {
    write(() -> journal.confirm(confirmation));
  }

  void failed(SettledFile file) {
    write(() -> journal.failed(file, clock.instant()));
  }

  void refused(SettledFile file) {
    write(() -> journal.refused(file, clock.instant()));
  }

  /** Chunk digests that an earlier run read while the file had that change time. */
  List<byte[]> chunks(SettledFile file, Instant changed) {
    return file.offer().plan().count() == 1 ? List.of() : journal.chunks(file, changed);
  }

  void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest) {
    write(() -> journal.chunkRead(file, changed, index, digest));
  }

  /** Returns once the confirmation and this intention are on the disk. */
  void erasing(SettledFile file) {
    write(() -> journal.erasing(file));
  }

  void gone(SettledFile file) {
    write(() -> journal.gone(file));
  }

  void force() {
    write(journal::force);
  }

  void compact(ScanCoverage coverage) {
    long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    write(() -> journal.compact(coverage, today));
  }
}
