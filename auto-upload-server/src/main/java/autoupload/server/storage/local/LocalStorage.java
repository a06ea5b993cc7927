package autoupload.server.storage.local;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import autoupload.wire.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps files on a local file system, {@code ROOT/USER/name}. Unfinished uploads are in {@code
 * ROOT/USER/.auto-upload-partial}.
 */
public final class LocalStorage implements Storage {
  /** How long an unfinished upload is kept after its last byte came. */
  public static final Duration ABANDONED_AFTER = Duration.ofDays(7);

  private final StoreFolder folder;
  private final Forcer forcer;
  private final FolderSync sync;
  private final KnownDigests digests = new KnownDigests();
  private final DurableCommit commits;
  private final Map<UserName, UserFolder> users = new ConcurrentHashMap<>();
  private final Set<Path> open = ConcurrentHashMap.newKeySet();

  private LocalStorage(StoreFolder folder, Forcer forcer) {
    this.folder = folder;
    this.forcer = forcer;
    this.sync = new FolderSync(forcer);
    this.commits = new DurableCommit(forcer, sync, digests);
  }

  /**
   * Opens the store in an existing folder, which becomes one if it is none yet.
   *
   * @throws autoupload.cli.OperatorError if the folder cannot be used, or another server has it
   */
  public static LocalStorage open(Path root) {
    return open(root, new Forcer());
  }

  static LocalStorage open(Path root, Forcer forcer) {
    return new LocalStorage(StoreFolder.open(root, forcer), forcer);
  }

  @Override
  public StoreId id() {
    return folder.id();
  }

  private UserFolder user(UserName name) {
    return users.computeIfAbsent(name, n -> new UserFolder(folder.root(), n, sync));
  }

  @Override
  public boolean mayHold(UserName user, UploadOffer offer) throws StorageException {
    try {
      Optional<BasicFileAttributes> found = user(user).find(offer.name());
      if (found.isEmpty()) {
        return false; // another content's name is only made where the plain one is taken
      }
      return found.filter(f -> f.isRegularFile() && f.size() == offer.size()).isPresent()
          || hasVariant(user(user).path(offer.name()), offer);
    } catch (IOException e) {
      throw DiskErrors.of(e);
    }
  }

  private static boolean hasVariant(Path plain, UploadOffer offer) throws IOException {
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(plain.getParent(), path -> isVariant(path, offer))) {
      return siblings.iterator().hasNext();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isVariant(Path path, UploadOffer offer) throws IOException {
    String file = path.getFileName().toString();
    int tilde = file.lastIndexOf('~');
    int end = tilde + 1;
    while (end > 0 && end < file.length() && HexFormat.isHexDigit(file.charAt(end))) {
      end++;
    }
    if (tilde < 0 || end == tilde + 1) {
      return false;
    }
    String hex = file.substring(tilde + 1, end);
    return offer.name().withVariant(hex).fileName().equals(file)
        && UserFolder.attributes(path)
            .filter(f -> f.isRegularFile() && f.size() == offer.size())
            .isPresent();
  }

  @Override
  public Optional<Receipt> prove(UserName user, UploadOffer offer, ContentDigest digest)
      throws StorageException {
    try {
      commits.checkUsable();
      for (UploadName name : DurableCommit.candidates(offer.name(), digest)) {
        Optional<BasicFileAttributes> found = user(user).find(name);
        Path path = user(user).path(name);
        if (found.filter(f -> f.isRegularFile() && f.size() == offer.size()).isPresent()
            && digests.of(path).digest().equals(digest)) {
          user(user).makeParents(name);
          return Optional.of(commits.confirmExisting(name, path, digest));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw DiskErrors.of(e);
    }
  }

  @Override
  public Prefix partial(UploadKey key) throws StorageException {
    try {
      return find(key).map(found -> found.log().prefix()).orElse(Prefix.NONE);
    } catch (IOException e) {
      throw DiskErrors.of(e);
    }
  }

  @Override
  public PartialUpload begin(UploadKey key, long offset) throws StorageException {
    UserFolder user = user(key.user());
    String stem = stem(key);
    Path claim = user.partials().resolve(stem);
    PartialFiles files =
        new PartialFiles(user, stem, forcer, sync, commits, () -> open.remove(claim));
    if (!open.add(claim)) {
      throw new StorageException(ErrorCode.BUSY, "this file is being uploaded");
    }
    try {
      commits.checkUsable();
      user.path(key.offer().name());
      user.make();
      checkSpace(key.offer().size() - offset);
      return offset == 0 ? LocalPartial.create(files, key) : resume(files, key, offset);
    } catch (IOException e) {
      files.release();
      throw DiskErrors.of(e);
    } catch (RuntimeException e) {
      files.release();
      throw e;
    }
  }

  private void checkSpace(long bytes) throws StorageException {
    // statvfs(2); Files.getFileStore would read the mount table for every file
    if (folder.root().toFile().getUsableSpace() < bytes) {
      throw new StorageException(ErrorCode.NO_SPACE, "the server's disk has no room for the file");
    }
  }

  private PartialUpload resume(PartialFiles files, UploadKey key, long offset) throws IOException {
    Optional<Found> found = find(key);
    if (found.isEmpty() || found.get().log().offset() != offset) {
      throw new StorageException(
          ErrorCode.RESUME_MISMATCH, "the partial upload is not what it was");
    }
    PartialLog log = found.get().log();
    if (!found.get().stem().equals(files.stem())) {
      log = PartialAdoption.adopt(files, found.get().stem(), key, log);
    }
    return LocalPartial.resume(files, key, log);
  }

  private record Found(String stem, PartialLog log) {}

  /** The client's own partial of this very offer, else another client's that nobody writes. */
  private Optional<Found> find(UploadKey key) throws IOException {
    Path partials = user(key.user()).partials();
    String own = stem(key);
    Optional<PartialLog> log = usable(partials, own, key);
    if (log.isPresent() && log.get().offset() > 0) {
      return log.map(l -> new Found(own, l));
    }
    if (!Files.isDirectory(partials, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Optional<Found> best = Optional.empty();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(partials, "*" + PartialFiles.LOG)) {
      for (Path path : logs) {
        String file = path.getFileName().toString();
        String stem = file.substring(0, file.length() - PartialFiles.LOG.length());
        if (stem.equals(own) || open.contains(partials.resolve(stem))) {
          continue;
        }
        Optional<PartialLog> other = usable(partials, stem, key).map(PartialLog::wholeChunks);
        long length = best.map(b -> b.log().offset()).orElse(0L);
        if (other.isPresent() && other.get().offset() > length) {
          best = Optional.of(new Found(stem, other.get()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return best;
  }

  private static Optional<PartialLog> usable(Path partials, String stem, UploadKey key)
      throws IOException {
    Optional<PartialLog> log = PartialLog.read(partials.resolve(stem + PartialFiles.LOG));
    if (log.isEmpty() || !log.get().offer().equals(key.offer())) {
      return Optional.empty();
    }
    Path part = partials.resolve(stem + PartialFiles.PART);
    Optional<BasicFileAttributes> is = UserFolder.attributes(part);
    boolean good =
        is.filter(f -> f.isRegularFile() && f.size() >= log.get().offset()).isPresent()
            && Files.getAttribute(part, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1);
    return good ? log : Optional.empty();
  }

  /** One partial per client and name, whatever the size: a newer one replaces an older one. */
  private static String stem(UploadKey key) {
    byte[] text =
        (key.client().hex() + "/" + key.offer().name().value()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(ContentDigest.newSha256().digest(text), 0, 16);
  }

  /**
   * Removes partial uploads that nobody touched for that long, and those that no upload can go on
   * with. Uploads under way are left alone.
   */
  public void sweep(Duration olderThan) {
    PartialSweep.run(folder.root(), olderThan, open);
  }

  @Override
  public void close() {
    folder.close();
  }
}
