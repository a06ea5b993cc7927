package autoupload.client.pass;

import autoupload.cli.ShellWord;
import autoupload.client.dispose.Disposal;
import autoupload.client.dispose.OldBytes;
import autoupload.client.dispose.UnwritableFolders;
import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Journal;
import autoupload.client.report.Notice;
import autoupload.client.report.PassReport;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.SettledFile;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * FIFO queue of sources to erase: those that are confirmed and may go are read again and erased, in
 * a thread of their own, beside the upload of the next files.
 */
final class EraseQueue implements AutoCloseable {
  private final ClientSettings settings;
  private final Journal journal;
  private final PassReport report;
  private final Disposal disposal;
  private final UnwritableFolders unwritable;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** The state folder's failure, after which nothing may be erased. */
  private volatile Optional<OperatorError> failure = Optional.empty();

  /** Names that are not erased because they are the newest. */
  private Set<String> spared = Set.of();

  /** Files whose obstacle was reported; a pass may look at them more than once. */
  private final Set<String> named = new HashSet<>();

  EraseQueue(ClientSettings settings, Journal journal, PassReport report) {
    this.settings = settings;
    this.journal = journal;
    this.report = report;
    this.disposal = new Disposal(OldBytes.ofThisMachine(), this::removedAsItWas);
    this.unwritable = new UnwritableFolders(settings.folder());
  }

  /** A server was met, whose store is no source. */
  void meet(StoreId store) {
    disposal.keepStore(store);
  }

  /** From now on these are the files there are. */
  void look(FolderScan scan) {
    spared = newest(scan, settings.keepNewest());
  }

  /** The names of so many of the newest files. */
  static Set<String> newest(FolderScan scan, int count) {
    if (count == 0) {
      return Set.of(); // and sorts nothing
    }
    return scan.files().stream()
        .sorted(
            Comparator.comparing((SettledFile file) -> file.identity().modified())
                .thenComparing(file -> file.name().value())
                .reversed())
        .limit(count)
        .map(file -> file.name().value())
        .collect(Collectors.toSet());
  }

  /**
   * Finishes what an earlier run began to erase.
   *
   * @return whether files have their names again that the scan did not see
   */
  boolean finish(FolderScan scan) {
    boolean again = false;
    report.lookFor(Notice.ERASING_UNFINISHED);
    for (Path path : scan.interrupted()) {
      try {
        again |= disposal.finish(path);
      } catch (IOException e) {
        report.erasingUnfinished(path, IoReason.of(e));
      }
    }
    return again;
  }

  /**
   * Whether the file may go once the server has it. A camera that counts on from its newest file
   * repeats names when that is gone, hence the newest may stay.
   */
  private boolean mayErase(SettledFile file) {
    return settings.erase() && !spared.contains(file.name().value()) && canErase();
  }

  /** Asked last, since the answer costs something. */
  private boolean canErase() {
    Optional<String> lacking = Disposal.unsupportedBecause();
    lacking.ifPresent(
        reason ->
            report.say(
                Notice.ERASING_UNSUPPORTED,
                "nothing is erased here, since it cannot be seen to that nothing else is: "
                    + reason));
    return lacking.isEmpty();
  }

  /**
   * Whether a file that an earlier run uploaded is offered once more, so that it can be erased: the
   * server's word of then is no proof of what it has now, and a proof costs no more than the look
   * at the file that is due anyway. Says why if it cannot be erased at all.
   */
  boolean wantsProof(SettledFile file) {
    if (!mayErase(file)) {
      return false;
    }
    if (isKeptWithFolder(file)) {
      return false;
    }
    try {
      Optional<String> obstacle = Disposal.obstacle(file);
      if (obstacle.isPresent() && named.add(file.name().value())) {
        report.kept(file, obstacle.get());
      }
      return obstacle.isEmpty();
    } catch (IOException e) {
      return false; // gone meanwhile, most likely
    }
  }

  /** Whether nothing can be removed from its folder; reported then. */
  private boolean isKeptWithFolder(SettledFile file) {
    Path folder = file.path().getParent();
    Optional<UnwritableFolders.Obstacle> obstacle = unwritable.in(folder);
    if (obstacle.isEmpty()) {
      report.over(Notice.FOLDER_KEPT, ShellWord.of(folder));
    } else if (named.add(file.name().value())) {
      report.keptWithFolder(file, obstacle.get().folder(), obstacle.get().reason());
    }
    return obstacle.isPresent();
  }

  /** Erases the source soon, if it may go. */
  void submit(Confirmation confirmation) {
    if (mayErase(confirmation.file()) && !isKeptWithFolder(confirmation.file())) {
      thread.execute(() -> dispose(confirmation));
    }
  }

  private void dispose(Confirmation confirmation) {
    SettledFile file = confirmation.file();
    if (!writes(() -> journal.erasing(file))) {
      report.keptForNow(file, "the state folder cannot be written");
      return;
    }
    Optional<String> kept = disposal.dispose(confirmation);
    if (kept.isPresent() && !settings.source().isStill()) {
      report.keptForNow(file, kept.get()); // the pass ends with what became of the folder
    } else if (kept.isPresent()) {
      report.kept(file, kept.get());
    } else {
      report.erased(file);
      writes(() -> journal.gone(file));
    }
  }

  /** Whether that could be written into the state folder, as all before. */
  private boolean writes(Runnable entry) {
    try {
      if (failure.isEmpty()) {
        entry.run();
      }
    } catch (OperatorError e) {
      failure = Optional.of(e);
    }
    return failure.isEmpty();
  }

  /**
   * Goes on only if everything could be written down that must be.
   *
   * @throws OperatorError as the state folder failed first
   */
  void requireIntact() {
    failure.ifPresent(
        first -> {
          throw first;
        });
  }

  private void removedAsItWas(IOException reason) {
    report.say(
        Notice.NOT_OVERWRITTEN,
        "warning: what is erased could not be overwritten to its end, and was removed as it is: "
            + IoReason.of(reason)
            + "; old bytes may survive on the disk");
  }

  /** Waits until what was submitted is done. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is half-erased is finished at the next start
    }
  }
}
