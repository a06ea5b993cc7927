package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.Absent;
import autoupload.client.journal.JournalRecord.Confirmed;
import autoupload.client.journal.JournalRecord.Failed;
import autoupload.client.journal.JournalRecord.Gone;
import autoupload.client.journal.JournalRecord.OfFile;
import autoupload.client.journal.JournalRecord.ReadChunk;
import autoupload.client.journal.JournalRecord.SourceKey;
import autoupload.client.journal.JournalRecord.Store;
import autoupload.client.scan.ScanCoverage;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.StoreId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** In-memory index of what the journal's records add up to. Not safe for use by many threads. */
final class JournalIndex {
  /** Progress of a file under way: the chunks that were read. */
  private record UnderWay(SourceKey file, Instant changed, List<ContentDigest> chunks) {
    boolean isOf(SourceKey other, Instant otherChanged) {
      return file.equals(other) && changed.equals(otherChanged);
    }

    Stream<ReadChunk> records() {
      return IntStream.range(0, chunks.size())
          .mapToObj(i -> new ReadChunk(file, changed, i, chunks.get(i)));
    }
  }

  private final Map<String, ConfirmedFile> confirmed = new HashMap<>();
  private final Map<String, UnderWay> underWay = new HashMap<>();
  private final Map<String, Failed> failed = new HashMap<>();
  private final AbsentFolders absent = new AbsentFolders();
  private Optional<StoreId> store = Optional.empty();

  void apply(JournalRecord record) {
    if (record instanceof Store of) {
      store = Optional.of(of.id());
      confirmed.clear();
      underWay.clear();
    } else if (record instanceof Absent folder) {
      absent.apply(folder);
    } else if (record instanceof OfFile of) {
      apply(of.file().name(), of);
    }
  }

  private void apply(String name, OfFile record) {
    if (record instanceof Confirmed one) {
      underWay.remove(name);
      failed.remove(name);
      confirmed.put(name, new ConfirmedFile(one));
    } else if (record instanceof ReadChunk chunk) {
      addChunk(name, chunk);
    } else if (record instanceof Gone) {
      confirmed.remove(name);
      underWay.remove(name);
      failed.remove(name);
    } else if (record instanceof Failed one) {
      failed.put(name, one);
    }
  }

  private void addChunk(String name, ReadChunk chunk) {
    UnderWay known = underWay.get(name);
    if (known != null
        && known.isOf(chunk.file(), chunk.changed())
        && known.chunks.size() == chunk.index()) {
      known.chunks.add(chunk.digest());
    } else if (chunk.index() == 0) {
      List<ContentDigest> chunks = new ArrayList<>(List.of(chunk.digest()));
      underWay.put(name, new UnderWay(chunk.file(), chunk.changed(), chunks));
    }
  }

  /** Whether the records are about files of that store. */
  boolean isOf(StoreId other) {
    return store.equals(Optional.of(other));
  }

  /** Whether any file is confirmed. */
  boolean hasConfirmed() {
    return !confirmed.isEmpty();
  }

  /** {@link Journal#of}. Makes no objects for what is confirmed: it is asked for every file. */
  UploadStatus of(SettledFile file, Instant now) {
    ConfirmedFile known = confirmed.get(file.name().value());
    if (known != null && known.isOf(file.identity())) {
      return known;
    }
    return failure(file).filter(one -> one.rests(now)).isPresent()
        ? UploadStatus.Unconfirmed.RESTING
        : UploadStatus.Unconfirmed.PENDING;
  }

  /** {@link Journal#failures}. */
  int failures(SettledFile file) {
    return failure(file).map(Failed::count).orElse(0);
  }

  private Optional<Failed> failure(SettledFile file) {
    return Optional.ofNullable(failed.get(file.name().value()))
        .filter(record -> record.file().equals(SourceKey.of(file)));
  }

  /** {@link Journal#chunks}. */
  List<byte[]> chunks(SettledFile file, Instant changed) {
    UnderWay known = underWay.get(file.name().value());
    return known != null && known.isOf(SourceKey.of(file), changed)
        ? known.chunks.stream().map(ContentDigest::hash).toList()
        : List.of();
  }

  /**
   * Of what something is remembered that was not found; a name may come more than once. In plain
   * loops, since a run with nothing to do goes over ten thousand names before it is compiled.
   */
  List<String> missing(ScanCoverage coverage) {
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

  /** What is to be recorded of the folders of missing files, of which some show none today. */
  List<Absent> absences(List<String> missing, ScanCoverage coverage, long today) {
    Set<String> hidden = new HashSet<>();
    missing.stream()
        .map(ScanCoverage::folderOf)
        .filter(folder -> !coverage.shows(folder))
        .forEach(hidden::add);
    return absent.changes(hidden, today);
  }

  /** What is to be recorded of those missing files that need not be remembered any longer. */
  List<Gone> gone(List<String> missing, ScanCoverage coverage) {
    return missing.stream()
        .filter(name -> coverage.isGone(name) || absent.isGivenUp(ScanCoverage.folderOf(name)))
        .map(name -> new Gone(new SourceKey(name, 0, Instant.EPOCH)))
        .toList();
  }

  /** How many records make the same index. */
  int liveCount() {
    int chunks = underWay.values().stream().mapToInt(file -> file.chunks.size()).sum();
    return confirmed.size() + chunks + failed.size() + absent.live().size() + 1;
  }

  /** The records that make the same index. */
  Stream<JournalRecord> live() {
    return Stream.<Stream<? extends JournalRecord>>of(
            store.stream().map(Store::new),
            absent.live().stream(),
            confirmed.entrySet().stream().map(known -> known.getValue().record(known.getKey())),
            failed.values().stream(),
            underWay.values().stream().flatMap(UnderWay::records))
        .flatMap(Function.identity());
  }
}
