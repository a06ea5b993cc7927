package autoupload.client.pass;

import autoupload.cli.ShellWord;
import autoupload.client.dispose.Disposal;
import autoupload.client.dispose.UnwritableFolders;
import autoupload.client.journal.Journal;
import autoupload.client.journal.UploadStatus;
import autoupload.client.journal.UploadStatus.Unconfirmed;
import autoupload.client.report.Amount;
import autoupload.client.report.PassReport;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.SettledFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Dry run, a pass that changes nothing: a line for each file that would be uploaded, erased or
 * kept, and the sums. It knows from the journal alone what the server has.
 */
public final class DryRun {
  private final FolderScan scan;
  private final Optional<Journal> journal;
  private final boolean erases;
  private final Set<String> spared;
  private final UnwritableFolders unwritable;
  private final PrintStream out;

  private final Amount uploaded = new Amount();
  private final Amount erased = new Amount();
  private final Amount kept = new Amount();
  private final Amount known = new Amount();
  private final Amount later = new Amount();

  /**
   * Looks at the folder.
   *
   * @param journal only read; empty if no run was made yet
   */
  public DryRun(
      Path folder,
      FileChoice choice,
      OwnFiles own,
      Optional<Journal> journal,
      boolean erases,
      int keepNewest,
      PrintStream out) {
    try {
      scan = FolderScan.of(folder, choice, own);
    } catch (IOException e) {
      throw OperatorError.usage(
          "cannot list the folder " + ShellWord.of(folder) + ": " + IoReason.of(e));
    }
    this.journal = journal;
    this.erases = erases;
    this.spared = EraseQueue.newest(scan, keepNewest);
    this.unwritable = new UnwritableFolders(folder);
    this.out = out;
  }

  /** Says what a pass would do. */
  public ExitCode run(Readiness readiness, PassReport report) {
    report.scanned(scan);
    List<SettledFile> fresh = new ArrayList<>();
    for (SettledFile file : scan.files()) {
      UploadStatus status =
          journal.map(known -> known.of(file, Instant.now())).orElse(Unconfirmed.PENDING);
      if (status.isConfirmed()) {
        known.add(file.identity().size());
        onServer(file);
      } else if (status == Unconfirmed.RESTING) {
        leave(file, "it failed so often");
      } else {
        fresh.add(file);
      }
    }
    Readiness.Judged judged = readiness.judge(fresh);
    judged.held().forEach(held -> leave(held.file(), held.reason()));
    judged.ready().forEach(this::upload);
    out.println(summary());
    return report.exitCode();
  }

  private void onServer(SettledFile file) {
    if (!erases) {
      return;
    }
    Optional<String> obstacle = obstacle(file);
    if (obstacle.isPresent()) {
      keep(file, obstacle.get());
    } else {
      erased.add(file.identity().size());
      out.println("would erase " + shown(file) + ", which is on the server");
    }
  }

  private void upload(SettledFile file) {
    uploaded.add(file.identity().size());
    Optional<String> obstacle = erases ? obstacle(file) : Optional.empty();
    boolean goes = erases && obstacle.isEmpty();
    out.println("would upload " + (goes ? "and erase " : "") + shown(file));
    if (goes) {
      erased.add(file.identity().size());
    }
    obstacle.ifPresent(reason -> keep(file, reason));
  }

  private void keep(SettledFile file, String reason) {
    kept.add(file.identity().size());
    out.println("would keep " + shown(file) + ": " + reason);
  }

  private void leave(SettledFile file, String reason) {
    later.add(file.identity().size());
    out.println("would leave " + shown(file) + " for later: " + reason);
  }

  /** Why the source would stay, as far as that can be told now. */
  private Optional<String> obstacle(SettledFile file) {
    if (spared.contains(file.name().value())) {
      return Optional.of("it is one of the newest");
    }
    Optional<String> general =
        Disposal.unsupportedBecause()
            .or(() -> unwritable.in(file.path().getParent()).map(it -> it.reason()));
    if (general.isPresent()) {
      return general;
    }
    try {
      return Disposal.obstacle(file);
    } catch (IOException e) {
      return Optional.of(IoReason.of(e));
    }
  }

  private static String shown(SettledFile file) {
    return ShellWord.of(file.name().value()) + " (" + Amount.size(file.identity().size()) + ")";
  }

  private String summary() {
    List<String> parts = new ArrayList<>();
    if (!uploaded.isNothing()) {
      parts.add("would upload " + uploaded);
    }
    if (!erased.isNothing()) {
      parts.add("would erase " + erased);
    }
    if (!kept.isNothing()) {
      parts.add("would keep " + kept);
    }
    if (!later.isNothing()) {
      parts.add("would leave " + later + " for later");
    }
    if (uploaded.isNothing()) {
      parts.add(0, "nothing to upload");
    }
    parts.add(known.isNothing() ? "nothing on the server yet" : known + " on the server already");
    return String.join(", ", parts);
  }
}
