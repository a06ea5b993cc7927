package autoupload.client.pass;

import autoupload.age.AgeFile;
import autoupload.client.content.Content;
import autoupload.client.content.EarlierUpload;
import autoupload.client.content.PlainContent;
import autoupload.client.journal.Confirmation;
import autoupload.client.journal.ConfirmedFile;
import autoupload.client.journal.Journal;
import autoupload.client.journal.UploadStatus;
import autoupload.client.report.Notice;
import autoupload.client.report.PassReport;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.SettledFile;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import autoupload.client.send.ServerLink;
import autoupload.upload.UploadName;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Choice of the form in which each file of a pass goes up: as it is, sealed, or as the proof that
 * an earlier run brought it up in the other form.
 */
final class ContentPlan {
  private final Sealing sealing;
  private final Seals seals;
  private final Journal journal;
  private final Clock clock;
  private final PassReport report;

  /** What is or may be offered of names that a sealed and another file may both have. */
  private final Set<UploadName> taken = new HashSet<>();

  ContentPlan(ClientSettings settings, Journal journal, Clock clock, PassReport report) {
    this.sealing = settings.sealing();
    this.seals = settings.seals();
    this.journal = journal;
    this.clock = clock;
    this.report = report;
  }

  /** Keys that no upload is to go on with leave the state folder. */
  void forgetOthers(FolderScan scan) {
    seals.keepOnly(
        scan.files().stream()
            .filter(file -> !journal.of(file, clock.instant()).isConfirmed())
            .map(SettledFile::name),
        scan::coverage);
  }

  /** A server was met. */
  void meet(ServerLink server) {
    sealing.meet(server.recipient(), text -> report.say(Notice.RECIPIENT_REMEMBERED, text));
  }

  /** Says once that what went up before is not sealed. */
  void noteConfirmed(ConfirmedFile file) {
    if (sealing.isOn() && !file.isSealed()) {
      report.say(
          Notice.NOT_SEALED_BEFORE,
          "files that were uploaded without -e y lie on the server as they are; only what is new or"
              + " changed is sealed");
    }
  }

  /** What goes up of the file; empty if nothing can in this pass, which was reported then. */
  Optional<Content> of(SettledFile file, UploadStatus status) {
    try {
      Content now =
          sealing.isOn()
              ? sealing.of(file, seals)
              : new PlainContent(file, changed -> journal.chunks(file, changed));
      if (status instanceof ConfirmedFile earlier && (sealing.isOn() || earlier.isSealed())) {
        UploadName then = earlier.isSealed() ? sealedName(file) : file.name();
        Content proof = new EarlierUpload(then, earlier.sent(), now);
        return take(file, proof, List.of(then, nameNow(file)));
      }
      return take(file, now, List.of(nameNow(file)));
    } catch (IllegalArgumentException e) {
      journal.failed(file, clock.instant());
      report.failed(file, "it cannot be sealed as NAME.age: " + e.getMessage() + "; rename it");
      return Optional.empty();
    }
  }

  private UploadName nameNow(SettledFile file) {
    return sealing.isOn() ? sealedName(file) : file.name();
  }

  private static UploadName sealedName(SettledFile file) {
    return new UploadName(file.name().value() + AgeFile.SUFFIX);
  }

  /** Two offers of one name must not be open at a time. */
  private Optional<Content> take(SettledFile file, Content content, List<UploadName> names) {
    List<UploadName> sealed =
        names.stream().distinct().filter(n -> n.value().endsWith(AgeFile.SUFFIX)).toList();
    if (sealed.stream().anyMatch(taken::contains)) {
      report.deferred(file, "another file of this pass has its name on the server");
      return Optional.empty();
    }
    taken.addAll(sealed);
    return Optional.of(content);
  }

  /** The server has the file, and the journal knows. */
  void confirmed(Confirmation confirmation) {
    SettledFile file = confirmation.file();
    boolean isSealed = confirmation.receipt().size() != file.identity().size();
    if (isSealed) {
      journal.force(); // else a power cut might leave neither the key nor the confirmation
      seals.done(file.name());
    }
  }
}
