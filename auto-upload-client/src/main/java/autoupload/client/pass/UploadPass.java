package autoupload.client.pass;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.ConfirmedFile;
import autoupload.client.journal.Journal;
import autoupload.client.journal.UploadStatus;
import autoupload.client.journal.UploadStatus.Unconfirmed;
import autoupload.client.report.Notice;
import autoupload.client.report.PassReport;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.Settling;
import autoupload.client.send.SendQueue;
import autoupload.client.send.ServerCondition;
import autoupload.client.send.ServerLink;
import autoupload.client.send.StopSignal;
import autoupload.client.send.TransferListener;
import autoupload.client.send.Uplink;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.ContentDigest;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Pass over the folder: what is settled and not known to be on the server goes up, in order;
 * younger files are waited for once, and go up too, or go, if they were quiet meanwhile. A pass
 * that finds nothing new opens no connection and reads no file.
 */
final class UploadPass {
  private final ClientSettings settings;
  private final Journal journal;
  private final Clock clock;
  private final Settling settling;
  private final Readiness readiness;
  private final StopSignal stop;
  private final PassReport report;
  private final SendQueue queue = new SendQueue();
  private final Set<String> seen = new HashSet<>();
  private final EraseQueue eraseQueue;
  private final ContentPlan plan;

  private FolderScan scan;

  private List<Readiness.Held> held = List.of();

  UploadPass(
      ClientSettings settings,
      Journal journal,
      Clock clock,
      Settling settling,
      Readiness readiness,
      StopSignal stop,
      PassReport report) {
    this.settings = settings;
    this.journal = journal;
    this.clock = clock;
    this.settling = settling;
    this.readiness = readiness;
    this.stop = stop;
    this.report = report;
    this.eraseQueue = new EraseQueue(settings, journal, report);
    this.plan = new ContentPlan(settings, journal, clock, report);
    look();
  }

  /**
   * Runs to the end.
   *
   * @param waits whether files that are too young are waited for
   * @param watch is set on the folders that there are
   * @throws OperatorError if it could not do what is left to do
   */
  ExitCode run(boolean waits, FolderWatch watch) {
    if (eraseQueue.finish(scan)) {
      look();
    }
    plan.forgetOthers(scan);
    watch.watch(scan.folders());
    report.scanned(scan);
    List<SettledFile> young = sort();
    try {
      if (!queue.isEmpty() || (waits && !young.isEmpty())) {
        upload(waits ? young : List.of());
      } else {
        young.forEach(this::leave);
        if (waits) {
          report.nothingToUpload(this::countConfirmed);
        }
      }
    } catch (OperatorError e) {
      report.endedEarly();
      throw e;
    } finally {
      eraseQueue.close();
      held.forEach(file -> report.deferred(file.file(), file.reason()));
      queue.condition().ifPresent(this::leaveTo);
      ScanCoverage coverage = scan.coverage();
      report.forgetFiles(coverage::isGone);
      journal.compact(coverage, TimeUnit.MILLISECONDS.toDays(clock.millis()));
      journal.force();
      report.finish();
    }
    if (queue.condition().isPresent()) {
      ServerCondition reason = queue.condition().get();
      throw new OperatorError(ExitCode.NOT_NOW, reason.getMessage(), reason);
    }
    eraseQueue.requireIntact();
    settings.source().requireStill();
    return report.exitCode();
  }

  /** Queues what is settled, ready and has something to be done, and gives what is too young. */
  private List<SettledFile> sort() {
    Settling.Sorted sorted = settling.sort(scan.files());
    Readiness.Judged judged =
        readiness.judge(sorted.settled().stream().filter(this::isWanted).toList());
    held = judged.held();
    judged.ready().forEach(this::enqueue);
    judged.givenUp().stream().filter(file -> !isConfirmed(file)).forEach(report::unfinished);
    return sorted.young().stream()
        .filter(file -> !seen.contains(file.name().value()))
        .filter(file -> !isConfirmed(file) || eraseQueue.wantsProof(file))
        .toList();
  }

  /** Whether it is to be offered to the server. */
  private boolean isWanted(SettledFile file) {
    if (seen.contains(file.name().value())) {
      return false;
    }
    UploadStatus status = status(file);
    if (status instanceof ConfirmedFile confirmed) {
      plan.noteConfirmed(confirmed);
      return eraseQueue.wantsProof(file);
    }
    if (status == Unconfirmed.RESTING) {
      seen.add(file.name().value());
      report.resting(file);
      return false;
    }
    return true;
  }

  private UploadStatus status(SettledFile file) {
    return journal.of(file, clock.instant());
  }

  private boolean isConfirmed(SettledFile file) {
    return status(file).isConfirmed();
  }

  private int countConfirmed() {
    return (int) scan.files().stream().filter(this::isConfirmed).count();
  }

  private void enqueue(SettledFile file) {
    seen.add(file.name().value());
    UploadStatus status = status(file);
    plan.of(file, status)
        .ifPresent(
            content -> {
              if (status.isConfirmed()) {
                queue.addKnown(content);
              } else {
                queue.add(content);
              }
              report.expect(file.identity().size());
            });
  }

  private void upload(List<SettledFile> young) {
    if (settings.connector().closedBecause().isEmpty()) {
      report.lookFor(Notice.WEAK_BINDING);
      settings
          .connector()
          .weakness()
          .ifPresent(weakness -> report.say(Notice.WEAK_BINDING, weakness));
    }
    try (Uplink uplink = uplink()) {
      uplink.send();
      if (!young.isEmpty()) {
        if (!stop.sleep(settling.untilSettled(young))) {
          throw new OperatorError(ExitCode.NOT_NOW, "stopped");
        }
        look();
        sort().forEach(this::leave);
        uplink.send();
      }
    }
  }

  private Uplink uplink() {
    return new Uplink(
        new Uplink.Route(settings.connector(), settings.login()),
        queue,
        new Listener(),
        this::meet,
        report::detail,
        report::waits,
        settings.retryFor(),
        stop);
  }

  private void leave(SettledFile file) {
    report.deferred(file, "it may still be written");
  }

  private void leaveTo(ServerCondition condition) {
    queue.setAside().forEach(file -> report.deferred(file, condition.getMessage()));
  }

  private void look() {
    try {
      FolderScan seen = FolderScan.of(settings.folder(), settings.choice(), settings.own());
      settings.source().requireStill();
      scan = seen;
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.NOT_NOW,
          "cannot list the folder " + settings.folder() + ": " + IoReason.of(e),
          e);
    }
    eraseQueue.look(scan);
  }

  /** Called when a connection is made, before anything is offered. */
  private void meet(ServerLink server) {
    refuseOwnStore(server.store());
    eraseQueue.meet(server.store());
    plan.meet(server);
    if (journal.meet(server.store())) {
      report.say(
          Notice.OTHER_STORE,
          "the server keeps its files in another store now: everything is offered again");
      sort();
    }
  }

  private void refuseOwnStore(StoreId store) {
    if (scan.touches(store)) {
      throw OperatorError.usage(
          "the folder "
              + settings.folder()
              + " is part of the server's own store: a file must not be proven by itself"
              + " (if it is a copy of one, remove every "
              + ReservedNames.PREFIX
              + "* in it)");
    }
  }

  private final class Listener implements TransferListener {
    @Override
    public void confirmed(Confirmation confirmation, boolean wasThere) {
      journal.confirm(confirmation);
      plan.confirmed(confirmation);
      report.confirmed(confirmation, wasThere);
      eraseQueue.submit(confirmation);
    }

    @Override
    public void deferred(SettledFile file, String reason) {
      report.deferred(file, reason);
    }

    @Override
    public void failed(SettledFile file, String reason) {
      journal.failed(file, clock.instant());
      report.failed(file, reason);
    }

    @Override
    public void refused(SettledFile file, String reason) {
      journal.refused(file, clock.instant());
      report.failed(file, reason);
    }

    @Override
    public void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest) {
      journal.chunkRead(file, changed, index, digest);
    }

    @Override
    public void progressed(SettledFile file, long bytes, boolean sent) {
      report.progressed(file, bytes, sent);
    }
  }
}
