package autoupload.server.storage.local;

import autoupload.files.FileMode;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Paths of the two files of an unfinished upload: the data, and, from the first checkpoint on, the
 * {@link PartialLog}. They are called after the name, then the client; {@link PartialIndex} finds
 * those of other clients for a name.
 */
record PartialFiles(Path part, Path log) {
  static final String PART = ".part";
  static final String LOG = ".log";

  /** Of new files of this store. */
  static final FileAttribute<?> PERMISSIONS = FileMode.of("rw-r-----");

  private static final int NAME_BYTES = 16;

  /** The files that {@code client} uses for {@code name}, which need not exist. */
  static PartialFiles of(Path folder, ClientId client, UploadName name) {
    return in(folder, prefix(name) + client.hex());
  }

  private static PartialFiles in(Path folder, String key) {
    return new PartialFiles(folder.resolve(key + PART), folder.resolve(key + LOG));
  }

  /** The files of an upload of which either file is given. */
  static PartialFiles ofEither(Path path) {
    String file = path.getFileName().toString();
    return in(path.getParent(), file.substring(0, file.lastIndexOf('.')));
  }

  /** What the keys of all uploads of a name begin with. */
  static String prefix(UploadName name) {
    byte[] hash = ContentDigest.newSha256().digest(name.value().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, NAME_BYTES) + "-";
  }

  /** The same of this one. */
  String prefix() {
    String file = log.getFileName().toString();
    return file.substring(0, file.indexOf('-') + 1);
  }

  /** Every partial of which either file exists. */
  static List<PartialFiles> all(Path folder) throws IOException {
    List<PartialFiles> found = new ArrayList<>();
    try (DirectoryStream<Path> paths =
        Files.newDirectoryStream(folder, "*{" + PART + "," + LOG + "}")) {
      for (Path path : paths) {
        found.add(ofEither(path));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found.stream().distinct().toList();
  }

  /**
   * The log, if it can be gone on with: it is sound and the data, which may be in another client's
   * file, is there in at least that length with no other name. Two names are left by a crash
   * between publishing and removing the temporary name: writing would change a stored file.
   */
  Optional<PartialLog> resumable() throws IOException {
    Optional<PartialLog> found = PartialLog.read(log);
    if (found.isEmpty() || (found.get().isBorrowed() && !isLent(found.get()))) {
      return Optional.empty();
    }
    return FileStat.of(dataOf(found.get()).part())
        .filter(facts -> facts.isFile() && facts.links() == 1)
        .filter(facts -> found.get().offset() <= facts.size())
        .flatMap(facts -> found);
  }

  /** Where the data is that the log of this speaks of, and that log. */
  PartialFiles dataOf(PartialLog found) {
    return found.isBorrowed() ? new PartialFiles(ownerOf(found).part(), log) : this;
  }

  private PartialFiles ownerOf(PartialLog found) {
    return of(log.getParent(), found.owner(), found.offer().name());
  }

  /** Whether the owner of the data still has it for the same upload. */
  boolean isLent(PartialLog borrowed) throws IOException {
    return PartialLog.read(ownerOf(borrowed).log())
        .filter(owners -> !owners.isBorrowed() && owners.offer().equals(borrowed.offer()))
        .isPresent();
  }

  /** When either file was last written; the epoch if neither exists. */
  Instant lastWritten() throws IOException {
    Instant data = modified(part);
    Instant logged = modified(log);
    return data.isAfter(logged) ? data : logged;
  }

  private static Instant modified(Path path) throws IOException {
    return FileStat.of(path).map(facts -> facts.modified().toInstant()).orElse(Instant.EPOCH);
  }

  /** Removes both; the log first, since data without a log is never used. */
  void drop() throws IOException {
    Files.deleteIfExists(log);
    Files.deleteIfExists(part);
  }
}
