package autoupload.server.storage.local;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open files of an upload under way: the data and its checkpoint log. One thread may {@link #write}
 * while another calls one of the other methods, which are for one thread at a time.
 */
final class PartialData implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartialData.class);

  private final Disk disk;
  private final DurableFolders folders;
  private final PartialFiles files;
  private final FileChannel data;
  private final CheckpointLog log;
  private final PartialIndex index;
  private final Removal removal;
  private long durable;
  private boolean named;

  /** Removal of the files of an upload that has ended. */
  interface Removal {
    /**
     * Removes them.
     *
     * @param published whether it ended well
     * @return how many bytes of the data others still have
     */
    long run(boolean published) throws IOException;
  }

  /**
   * @param data open for reading and writing
   * @param log without a file for a new upload
   * @param durable what the log records, in bytes
   */
  PartialData(
      Disk disk,
      DurableFolders folders,
      PartialFiles files,
      FileChannel data,
      CheckpointLog log,
      PartialIndex index,
      Removal removal,
      long durable) {
    this.disk = disk;
    this.folders = folders;
    this.files = files;
    this.data = data;
    this.log = log;
    this.index = index;
    this.removal = removal;
    this.durable = durable;
  }

  /** The temporary name. */
  Path path() {
    return files.part();
  }

  /** How much would be there after a power cut, in bytes. */
  long durable() {
    return durable;
  }

  void write(ByteBuffer bytes, long at) throws IOException {
    long end = at;
    while (bytes.hasRemaining()) {
      end += data.write(bytes, end);
    }
    StorePoint.PART_WRITTEN.hit();
  }

  /**
   * Reads from {@code at} on as much as the buffer takes; may run beside everything else.
   *
   * @throws ClosedChannelException once this is closed
   */
  void read(ByteBuffer into, long at) throws IOException {
    long from = at;
    while (into.hasRemaining()) {
      int count = data.read(into, from);
      if (count < 0) {
        throw new EOFException("it became shorter");
      }
      from += count;
    }
  }

  /**
   * Forces the data and records that {@code offset} bytes and the chunks of these digests are
   * there.
   */
  void checkpoint(long offset, List<byte[]> digests) throws IOException {
    disk.force(data, false);
    StorePoint.DATA_FORCED.hit();
    folders.requireInPlace(); // else the log might be made in another folder
    log.record(offset, digests);
    if (!named) {
      index.add(files);
      folders.force(files.part().getParent(), this::undo);
      named = true;
    }
    durable = offset;
  }

  private boolean undo() throws IOException {
    drop(false);
    return true;
  }

  /** Goes back to {@code offset} for good, even if more was durable. */
  void cutTo(long offset, List<byte[]> digests) throws IOException {
    if (log.hasMoreThan(digests.size())) {
      log.restart();
    }
    data.truncate(offset);
    if (log.exists() || offset > 0) {
      checkpoint(offset, digests);
    }
  }

  /** Forces the complete file with its final times. */
  void complete(Instant modified) throws IOException {
    try {
      ModifiedTime.set(files.part(), modified);
    } catch (IOException e) {
      if (StorageErrors.isExhausted(e)) {
        throw e; // setting a time takes a descriptor, and there will be one again
      }
      // Some file systems cannot hold every time; the content is worth keeping all the same.
      LOG.atWarn()
          .setMessage("the modification time of an upload could not be kept")
          .addKeyValue("cause", e)
          .log();
    }
    StorePoint.TIMES_SET.hit();
    disk.force(data);
    StorePoint.FILE_FORCED.hit();
  }

  /**
   * Removes the files, but for what others have of them; leaves them all for the next sweep while
   * the store is not where it was.
   *
   * @param published whether the upload ended well, and so do those of others with the same data
   */
  void drop(boolean published) throws IOException {
    long left = folders.areInPlace() ? removal.run(published) : 0;
    if (left > 0) {
      data.truncate(left);
    }
    StorePoint.PARTIAL_GONE.hit();
  }

  @Override
  public void close() throws IOException {
    try (data) {
      log.close();
    }
  }
}
