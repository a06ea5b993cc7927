package autoupload.server.storage.local;

import autoupload.files.AppendLog;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writer of a {@link PartialLog}. The file is created with the first record, so that an upload
 * without a checkpoint costs nothing here. Not safe for use by several threads.
 */
final class CheckpointLog implements AutoCloseable {
  private final Path path;
  private final UploadKey key;
  private final ClientId owner;
  private final ChunkPlan plan;
  private final Disk disk;
  private Optional<AppendLog> file = Optional.empty();
  private int recordedChunks;

  /**
   * A log yet to be made.
   *
   * @param owner in whose file the data is
   */
  CheckpointLog(Path path, UploadKey key, ClientId owner, Disk disk) {
    this.owner = owner;
    this.path = path;
    this.key = key;
    this.plan = key.offer().plan();
    this.disk = disk;
  }

  /** Goes on with what was read from this path, cutting off what follows its sound part. */
  CheckpointLog(Path path, UploadKey key, Disk disk, PartialLog found) throws IOException {
    this(path, key, found.owner(), disk);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    file = Optional.of(new AppendLog(channel, found.length(), disk));
    recordedChunks = found.digests().size();
  }

  /** Whether there is a file. */
  boolean exists() {
    return file.isPresent();
  }

  /** Whether more chunks are recorded than so many. */
  boolean hasMoreThan(int chunks) {
    return recordedChunks > chunks;
  }

  /**
   * Forgets every record: what is recorded next is all there is. A crash before that leaves what
   * was recorded before, or nothing.
   */
  void restart() throws IOException {
    file.orElseThrow().cutTo(0);
    recordedChunks = 0;
  }

  /**
   * Records that {@code offset} bytes, and with them the chunks of these digests, are durable, and
   * forces the record. What was recorded before stays sound if this fails.
   *
   * @throws ForceFailedException if the log can be trusted no more
   */
  void record(long offset, List<byte[]> digests) throws IOException {
    ByteBuffer records = PartialLog.records(plan, digests, recordedChunks, offset);
    if (file.isEmpty()) {
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PartialFiles.PERMISSIONS);
      file = Optional.of(new AppendLog(channel, 0, disk));
    }
    AppendLog log = file.get();
    if (log.length() == 0) { // new, or the disk was full when it was
      ByteBuffer header = PartialLog.header(key, owner);
      records =
          ByteBuffer.allocate(header.remaining() + records.remaining())
              .put(header)
              .put(records)
              .flip();
    }
    log.append(records);
    StorePoint.LOG_APPENDED.hit();
    log.force();
    recordedChunks = digests.size();
    StorePoint.LOG_FORCED.hit();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
