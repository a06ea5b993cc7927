package autoupload.client.dispose;

import autoupload.client.journal.Confirmation;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.OpenForWriting;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceReader;
import autoupload.descriptor.Descriptor;
import autoupload.descriptor.HeldFile;
import autoupload.erase.Eraser;
import autoupload.operator.IoReason;
import autoupload.upload.ContentDigest;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Erasure of sources whose upload is confirmed. Any doubt keeps the file: it must still be the very
 * file that was uploaded, with one link and no symbolic link on the way, and its content, read
 * again now, must have the digest of what the receipt is for, or of what that was sealed from.
 * Nobody may have it open for writing, as far as {@link OpenForWriting} sees: what they write next
 * would be gone with it. And it must not be the very file that the server keeps, seen through a
 * mount or a share.
 */
public final class Disposal {
  private final Eraser eraser;
  private final OpenForWriting openForWriting = new OpenForWriting();
  private final Set<StoreId> stores = ConcurrentHashMap.newKeySet();

  /**
   * Erases with one pass of random data, where that reaches the old bytes.
   *
   * @param onNoRoom told when a source had to be removed without being overwritten to its end
   */
  public Disposal(OldBytes oldBytes, Consumer<IOException> onNoRoom) {
    this.eraser = new Eraser(oldBytes::areReachable, onNoRoom);
  }

  /** Why nothing can be erased on this machine; empty if it can. */
  public static Optional<String> unsupportedBecause() {
    return Descriptor.unsupportedBecause();
  }

  /** Nothing is erased in a folder of this store, whose server gave or will give the receipts. */
  public void keepStore(StoreId store) {
    stores.add(store);
  }

  /**
   * Erases the source.
   *
   * @return why it was kept; empty when it is gone
   */
  public Optional<String> dispose(Confirmation confirmation) {
    SettledFile file = confirmation.file();
    try {
      Optional<String> obstacle = obstacle(file);
      if (obstacle.isPresent()) {
        return obstacle;
      }
      if (isInStore(file)) {
        return Optional.of("its folder is part of the server's own store");
      }
      if (openForWriting.has(file.path())) {
        return Optional.of("somebody has it open for writing");
      }
      if (!digest(file).equals(confirmation.source())) {
        return Optional.of("its content is not what was uploaded");
      }
      boolean erased = eraser.erase(file.path(), (renamed, held) -> mayGo(file, renamed, held));
      return erased
          ? Optional.empty()
          : Optional.of("it was replaced, linked or opened for writing meanwhile");
    } catch (IOException e) {
      return Optional.of(IoReason.of(e));
    }
  }

  /**
   * Why the source would be kept however good its receipt is, as far as that can be told without
   * reading it.
   *
   * @throws IOException if it is gone or cannot be looked at
   */
  public static Optional<String> obstacle(SettledFile file) throws IOException {
    if (!file.path().toRealPath().equals(file.path())) {
      return Optional.of("a folder on the way to it became a link");
    }
    Object links = Files.getAttribute(file.path(), "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (!links.equals(1)) {
      return Optional.of("it has other names (hard links)");
    }
    return Optional.empty();
  }

  /**
   * Does what an earlier run left undone: erases what it had found right, and gives its name back
   * to what it had not looked at yet.
   *
   * @param interrupted has a name with {@link Eraser#PREFIX} or {@link Eraser#CHECK_PREFIX}
   * @return whether something has its old name again
   * @throws IOException if it could not
   */
  public boolean finish(Path interrupted) throws IOException {
    return eraser.finish(interrupted);
  }

  private static ContentDigest digest(SettledFile file) throws IOException {
    try (SourceReader reader = SourceReader.open(file)) {
      ContentDigest digest = reader.digestOfAll(List.of());
      reader.checkUnchanged();
      return digest;
    }
  }

  /**
   * Whether a folder between the source's root and the file has the mark of a store. The server
   * puts it into the folder of a stored file before it gives the receipt, so only a look after that
   * tells.
   */
  private boolean isInStore(SettledFile file) throws IOException {
    for (Path above = file.path().getParent();
        above != null && above.startsWith(file.folder());
        above = above.getParent()) {
      if (isOfStore(above)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOfStore(Path folder) throws IOException {
    return StoreId.in(folder).stream().anyMatch(stores::contains);
  }

  /**
   * The last look. Whoever has not opened it by now does not find it any more. The rename made a
   * network file system look at its folder anew, so a mark it did not show before shows now.
   */
  boolean mayGo(SettledFile file, Path renamed, HeldFile held) throws IOException {
    return !openForWriting.has(renamed)
        && isStill(file, held)
        && !isOfStore(renamed.getParent())
        && !isInStore(file);
  }

  /** Whether it is the very file, whatever its name is now. */
  private static boolean isStill(SettledFile file, HeldFile held) throws IOException {
    return FileIdentity.ofFile(held.attributes()).equals(file.identity()) && held.links() == 1;
  }
}
