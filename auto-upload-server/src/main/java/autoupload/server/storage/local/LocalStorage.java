package autoupload.server.storage.local;

import autoupload.mount.MountTable;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.storage.Lease;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.Usage;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage backend in a folder of a local file system, with a folder per user in it. What it
 * confirmed survives {@code kill -9} and a power cut. Threads that use it must not be interrupted:
 * Java closes a file whose user is.
 *
 * <p>The way of a file: {@code <user>/.auto-upload-partial/<key>.part} is written, forced, linked
 * to its final name, the folder is forced, the temporary name removed.
 */
public final class LocalStorage implements Storage, StoreRoom {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStorage.class);

  private final Path root;
  private final StoreControl control;
  private final DurableFolders folders;
  private final StoredFiles stored;
  private final Partials partials;
  private final StoreMark mark;
  private final FolderNames names;
  private final NameProbe nameProbe;

  private LocalStorage(Path root, StoreControl control, Disk disk) {
    this.root = root;
    this.control = control;
    mark = new StoreMark(controlFolder(), control.id(), disk);
    names = new FolderNames(root, controlFolder());
    nameProbe = new NameProbe(controlFolder());
    folders = new DurableFolders(control.held(), disk);
    NameLocks claims = new NameLocks();
    stored = new StoredFiles(disk, folders, claims);
    partials = new Partials(disk, folders, new Publisher(disk, folders, claims, stored));
  }

  /**
   * Opens the store in a folder, which becomes one if it was none, and removes what a crash left
   * between publishing files and removing their temporary names.
   *
   * @param root an existing folder that this process may write to; it may be reached by a symlink
   * @throws OperatorError if it is not, or another server is at work in it
   */
  public static LocalStorage open(Path root) {
    return open(root, new Disk());
  }

  /**
   * Refuses a folder that is on no mount of its own, such as the place where a disk is to be
   * mounted that is not there yet.
   */
  public static void requireMounted(Path root) {
    try {
      if (MountTable.read().required(root.toRealPath()).isPresent()) {
        return;
      }
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.NOT_NOW,
          "cannot tell whether the storage folder " + root + " is mounted: " + e.getMessage(),
          e);
    }
    throw new OperatorError(
        ExitCode.NOT_NOW,
        "no disk is mounted at or above the storage folder "
            + root
            + ": mount it, or leave out --require-mount");
  }

  static LocalStorage open(Path root, Disk disk) {
    if (Files.notExists(root)) {
      throw new OperatorError(
          ExitCode.NOT_NOW,
          "the storage folder " + root + " does not exist: make or mount it, or name another");
    }
    if (!Files.isDirectory(root)) {
      throw OperatorError.usage("the storage folder " + root + " is no folder: name another");
    }
    if (!Files.isWritable(root)) { // what is mounted there later may be
      throw new OperatorError(
          ExitCode.NOT_NOW,
          "the storage folder "
              + root
              + " is not writable: give it to this server's user, or mount it for writing");
    }
    try {
      Path real = root.toRealPath();
      StoreControl control = StoreControl.take(real, disk);
      LocalStorage storage = new LocalStorage(real, control, disk);
      storage.tidyUp();
      return storage;
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR,
          "the storage folder " + root + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  private void tidyUp() {
    try {
      mark.put(controlFolder());
    } catch (IOException e) {
      warn("a folder could not be marked", controlFolder(), e);
    }
    for (Path folder : partialFolders()) {
      try {
        Partials.removePublished(folder);
        mark.putInHome(folder.getParent());
      } catch (IOException e) {
        warn("a folder could not be tidied up", folder, e);
      }
    }
  }

  /** The folders of partials of all users, also of such as cannot log in any more. */
  private List<Path> partialFolders() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> users = Files.newDirectoryStream(root)) {
      for (Path user : users) {
        Path folder = user.resolve(ReservedNames.PARTIALS);
        if (isFolder(user) && isFolder(folder)) {
          found.add(folder);
        }
      }
    } catch (DirectoryIteratorException e) {
      warn("a folder could not be listed", root, e.getCause());
    } catch (IOException e) {
      warn("a folder could not be listed", root, e);
    }
    return found;
  }

  private static void warn(String event, Path folder, IOException cause) {
    LOG.atWarn().setMessage(event).addKeyValue("folder", folder).addKeyValue("cause", cause).log();
  }

  /** What may not even be looked at, such as what lies in {@code lost+found}, is none of ours. */
  private static boolean isFolder(Path path) {
    try {
      return FileStat.of(path).filter(FileStat::isFolder).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private Path controlFolder() {
    return root.resolve(ReservedNames.CONTROL_FOLDER);
  }

  @Override
  public StoreId id() {
    return control.id();
  }

  @Override
  public boolean mayHold(UserName user, UploadOffer offer) throws StorageException {
    return stored.mayHold(folderOf(user), offer);
  }

  @Override
  public Optional<Receipt> prove(
      UserName user, UploadOffer offer, ContentDigest digest, BooleanSupplier wanted)
      throws StorageException {
    folders.requireTrusted();
    return stored.prove(folderOf(user), offer, digest, wanted);
  }

  @Override
  public Prefix partial(UploadKey key) throws StorageException {
    nameProbe.requireHoldable(key.offer().name()); // before its bytes come
    return partials.find(folderOf(key.user()), key);
  }

  @Override
  public PartialUpload begin(UploadKey key, long offset) throws StorageException {
    folders.requireTrusted();
    UserFolder user = folderOf(key.user());
    nameProbe.requireHoldable(key.offer().name());
    requireFree(user, key.offer().name());
    PartialUpload partial = partials.begin(user, key, offset);
    requireOwn(user, partial);
    try {
      mark.putInHome(user.home());
    } catch (IOException e) {
      warn("a user's folder could not be marked", user.home(), e);
    }
    return partial;
  }

  @Override
  public Space space(UserName user) throws StorageException {
    return folderOf(user).space();
  }

  @Override
  public Usage count(UserName user) throws StorageException {
    return new UsageWalk(folderOf(user), partials::isOpen).run();
  }

  @Override
  public Usage replaced(UploadKey key, long offset) throws StorageException {
    return partials.replaced(folderOf(key.user()), key, offset);
  }

  @Override
  public Usage cost(UploadKey key) throws StorageException {
    int missing = folderOf(key.user()).missingFolders(key.offer().name());
    return Usage.ofFile(key.offer().size()).plus(Usage.ofFolders(missing));
  }

  /** How many uploads of a user are known to have a log. */
  int knownPartials(UserName user) throws StorageException {
    return partials.index().size(folderOf(user).partials());
  }

  private UserFolder folderOf(UserName user) throws StorageException {
    control.held().requireInPlace();
    UserFolder folder = new UserFolder(root, user, folders, mark, names);
    names.requireOwn(folder.home());
    return folder;
  }

  /** Finds out before the upload what would refuse it after it. */
  private static void requireFree(UserFolder user, UploadName name) throws StorageException {
    Optional<Path> place = user.find(name);
    if (place.isEmpty()) {
      return;
    }
    try {
      Optional<FileStat> taken = FileStat.of(place.get());
      if (taken.filter(facts -> !facts.isFile()).isPresent()) {
        throw StorageErrors.conflict(
            "the name is taken by something that is no file on the server");
      }
      if (taken.isPresent() && !ConflictNames.canBe(name)) {
        throw StorageErrors.noVariant(); // the same content would have been proven
      }
    } catch (IOException e) {
      throw StorageErrors.of(e, place.get().getParent());
    }
  }

  /** Looks again now that the folder is there: another user may just have made it. */
  private void requireOwn(UserFolder user, PartialUpload partial) throws StorageException {
    try {
      names.requireOwn(user.home());
    } catch (StorageException e) {
      partial.discard();
      throw e;
    }
  }

  @Override
  public Optional<Lease> lease(String job) {
    return control.lease(job);
  }

  @Override
  public int sweep(Lease lease, Duration olderThan) {
    Instant before = Instant.now().minus(olderThan);
    int removed = 0;
    for (Path folder : partialFolders()) {
      if (!lease.isHeld()) {
        return removed;
      }
      try {
        removed += partials.removeOlder(folder, before);
      } catch (IOException e) {
        warn("a folder could not be swept", folder, e);
      }
    }
    return removed;
  }

  @Override
  public StateStore state() {
    return new LocalStateStore(controlFolder());
  }

  @Override
  public void close() {
    try {
      control.close();
    } catch (IOException e) {
      warn("the store's lock could not be released", root, e);
    }
  }
}
