package autoupload.client;

import autoupload.cli.ExitCode;
import autoupload.cli.IoReason;
import autoupload.cli.OperatorError;
import autoupload.client.confirm.Confirmation;
import autoupload.client.dispose.Disposal;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.Settling;
import autoupload.client.send.LoginDetails;
import autoupload.client.send.SendQueue;
import autoupload.client.send.TransferListener;
import autoupload.client.send.Uplink;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One pass over the folder: what is settled goes up, the oldest first; younger files are waited for
 * once, and go up too if they were quiet meanwhile.
 */
final class UploadPass {
  private final ClientSettings settings;
  private final PassReport report;
  private final Progress progress;
  private final SendQueue queue = new SendQueue();
  private final Settling settling;
  private final Set<String> seen = new HashSet<>();
  private final Disposal disposal = new Disposal();

  /** Sources are re-read and erased beside the upload of the next files. */
  private final ExecutorService disposer = Executors.newSingleThreadExecutor();

  private FolderScan scan;

  UploadPass(ClientSettings settings, PassReport report, Progress progress) {
    this.settings = settings;
    this.report = report;
    this.progress = progress;
    this.settling = new Settling(settings.settle(), Clock.systemUTC(), System::nanoTime);
    this.scan = scan();
  }

  /** Runs to the end; an {@link OperatorError} says why it could not. */
  ExitCode run() {
    report.scanned(scan);
    Settling.Sorted sorted = settling.sort(scan.files());
    enqueue(sorted.settled());
    try {
      if (!(queue.isEmpty() && sorted.young().isEmpty() && scan.halfErased().isEmpty())) {
        upload(sorted.young());
      }
    } finally {
      finishDisposals();
      report.finish();
    }
    return report.exitCode();
  }

  private void upload(List<SettledFile> young) {
    try (StateFolder state =
        StateFolder.open(
            settings.state(), settings.server().toString(), settings.user(), settings.folder())) {
      finishErasing();
      if (settings.gate().closedBecause().isEmpty()) {
        settings.gate().weakness().ifPresent(report::note);
      }
      try (Uplink uplink = uplink(state)) {
        uplink.send(backlog());
        if (!young.isEmpty()) {
          awaitSettling(young);
          uplink.send(backlog());
        }
      }
    }
  }

  private Uplink uplink(StateFolder state) {
    LoginDetails login =
        new LoginDetails(
            settings.user(), settings.password(), state.clientId(), DeviceName.ofThisMachine());
    return new Uplink(
        new Uplink.Route(settings.server(), settings.gate(), settings.trust(), login),
        queue,
        new Listener(),
        this::refuseOwnStore,
        report::detail,
        settings.retryFor());
  }

  private FolderScan scan() {
    try {
      return FolderScan.of(settings.folder());
    } catch (IOException e) {
      throw OperatorError.usage(
          "cannot list the folder " + settings.folder() + ": " + IoReason.of(e));
    }
  }

  private void enqueue(List<SettledFile> files) {
    long bytes = 0;
    int count = 0;
    for (SettledFile file : files) {
      if (seen.add(file.name().value())) {
        queue.add(file);
        bytes += file.identity().size();
        count++;
      }
    }
    progress.expect(count, bytes);
  }

  private void awaitSettling(List<SettledFile> young) {
    try {
      TimeUnit.NANOSECONDS.sleep(settling.untilSettled(young).toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperatorError(ExitCode.NOT_NOW, "interrupted", e);
    }
    scan = scan();
    Settling.Sorted again = settling.sort(scan.files());
    enqueue(again.settled());
    again.young().forEach(file -> report.deferred(file, "it may still be written"));
  }

  private Frame.Backlog backlog() {
    List<SettledFile> files = queue.files();
    long bytes = files.stream().mapToLong(file -> file.identity().size()).sum();
    Duration oldest =
        files.stream()
            .findFirst()
            .map(file -> Duration.between(file.identity().modified(), Instant.now()))
            .filter(age -> !age.isNegative())
            .orElse(Duration.ZERO);
    return new Frame.Backlog(files.size(), bytes, oldest);
  }

  private void refuseOwnStore(StoreId store) {
    if (scan.touches(store)) {
      throw OperatorError.usage(
          "the folder "
              + settings.folder()
              + " is part of the server's own store: a file must not be proven by itself");
    }
  }

  private void finishErasing() {
    scan.halfErased()
        .forEach(
            path ->
                disposal
                    .finish(path)
                    .ifPresent(
                        reason -> report.note("cannot finish erasing " + path + ": " + reason)));
  }

  private void dispose(Confirmation confirmation) {
    disposal
        .dispose(confirmation)
        .ifPresentOrElse(
            reason -> report.kept(confirmation.file(), reason),
            () -> report.erased(confirmation.file()));
  }

  private void finishDisposals() {
    disposer.shutdown();
    try {
      disposer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is half-erased is finished at the next start
    }
  }

  private final class Listener implements TransferListener {
    @Override
    public void confirmed(Confirmation confirmation, boolean wasThere) {
      report.confirmed(confirmation, wasThere);
      if (settings.erase()) {
        disposer.execute(() -> dispose(confirmation));
      }
    }

    @Override
    public void deferred(SettledFile file, String reason) {
      report.deferred(file, reason);
    }

    @Override
    public void failed(SettledFile file, String reason) {
      report.failed(file, reason);
    }

    @Override
    public void progressed(SettledFile file, long bytes) {
      report.progressed(bytes);
    }
  }
}
