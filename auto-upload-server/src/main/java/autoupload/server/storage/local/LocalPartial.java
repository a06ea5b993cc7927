package autoupload.server.storage.local;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ChunkHasher;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.wire.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partial upload in a file, with a {@link PartialLog} beside it from its first checkpoint on. */
final class LocalPartial implements PartialUpload {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPartial.class);

  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.READ,
          LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CONTINUE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?> PART_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
  private static final FileAttribute<?> LOG_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int BLOCK = 1 << 20;

  private final PartialFiles files;
  private final UploadKey key;
  private final FileChannel channel;
  private final ChunkHasher hasher;

  /** Guards what a checkpoint in another thread looks at. */
  private final ReentrantLock lock = new ReentrantLock();

  private int recordedChunks;
  private long recordedOffset;
  private boolean logExists;
  private boolean ended;

  private LocalPartial(PartialFiles files, UploadKey key, FileChannel channel, PartialLog from) {
    this.files = files;
    this.key = key;
    this.channel = channel;
    this.hasher = new ChunkHasher(key.offer().plan(), from.chunks());
    this.recordedChunks = from.chunks().size();
    this.recordedOffset = from.offset();
    this.logExists = from.validBytes() > 0;
  }

  /** Starts a new file; whatever was there under this key is unlinked. */
  static LocalPartial create(PartialFiles files, UploadKey key) throws IOException {
    files.deleteAll();
    FileChannel channel = FileChannel.open(files.part(), CREATE, PART_MODE);
    Failpoint.PART_CREATED.hit();
    PartialLog nothing = new PartialLog(key.client(), key.offer(), 0, List.of(), 0);
    return new LocalPartial(files, key, channel, nothing);
  }

  /** Goes on with a partial whose log was read: cuts it there and reads its open chunk again. */
  static LocalPartial resume(PartialFiles files, UploadKey key, PartialLog log) throws IOException {
    try (FileChannel logChannel = FileChannel.open(files.log(), CONTINUE)) {
      logChannel.truncate(log.validBytes()); // a torn tail would hide what is appended to it
    }
    FileChannel channel = FileChannel.open(files.part(), CONTINUE);
    try {
      LocalPartial partial = new LocalPartial(files, key, channel, log);
      partial.restore(log.offset());
      return partial;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void restore(long offset) throws IOException {
    channel.truncate(offset);
    channel.position(hasher.position());
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (hasher.position() < offset) {
      block.clear().limit((int) Math.min(block.capacity(), offset - hasher.position()));
      if (channel.read(block) < 0) {
        throw new EOFException("a partial upload is shorter than its log says");
      }
      hasher.update(block.flip());
    }
  }

  @Override
  public long offset() {
    return hasher.position();
  }

  @Override
  public long remainingInChunk() {
    return hasher.remainingInChunk();
  }

  @Override
  public boolean isComplete() {
    return hasher.isComplete();
  }

  @Override
  public void write(ByteBuffer bytes) throws StorageException {
    ByteBuffer hashed = bytes.duplicate();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw DiskErrors.of(e);
    }
    Failpoint.PART_WRITTEN.hit();
    lock.lock();
    try {
      hasher.update(hashed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean endChunk(byte[] expected) throws StorageException {
    lock.lock();
    try {
      int index = hasher.completed().size();
      if (MessageDigest.isEqual(hasher.endChunk(), expected)) {
        Failpoint.CHUNK_ENDED.hit();
        return true;
      }
      goBackTo(index);
      return false;
    } catch (IOException e) {
      throw DiskErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that are wrong must not be gone on with, now or after a restart. */
  private void goBackTo(int chunk) throws IOException {
    long start = key.offer().plan().start(chunk);
    channel.truncate(start);
    if (recordedOffset > start) {
      appendToLog(List.of(PartialLog.checkpoint(start)));
    }
    ended = true;
    channel.close();
    files.release();
  }

  @Override
  public long checkpoint() throws StorageException {
    long offset;
    List<byte[]> chunks;
    lock.lock();
    try {
      offset = hasher.position();
      chunks = hasher.completed();
    } finally {
      lock.unlock();
    }
    try {
      files.forcer().file(channel);
      Failpoint.CHECKPOINT_FORCED.hit();
      lock.lock();
      try {
        if (!ended) {
          record(offset, chunks);
        }
      } finally {
        lock.unlock();
      }
      return offset;
    } catch (IOException e) {
      throw DiskErrors.of(e);
    }
  }

  private void record(long offset, List<byte[]> chunks) throws IOException {
    List<ByteBuffer> records = new java.util.ArrayList<>();
    for (int i = recordedChunks; i < chunks.size(); i++) {
      recordedOffset = key.offer().plan().end(i);
      records.add(PartialLog.chunk(recordedOffset, chunks.get(i)));
    }
    recordedChunks = chunks.size();
    if (offset > recordedOffset) {
      records.add(PartialLog.checkpoint(offset));
      recordedOffset = offset;
    }
    if (!records.isEmpty()) {
      appendToLog(records);
    }
  }

  private void appendToLog(List<ByteBuffer> records) throws IOException {
    boolean isNew = !logExists;
    try (FileChannel log =
        FileChannel.open(
            files.log(),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
            LOG_MODE)) {
      if (isNew) {
        log.write(PartialLog.header(key));
        logExists = true;
      }
      for (ByteBuffer record : records) {
        log.write(record);
      }
      Failpoint.LOG_APPENDED.hit();
      files.forcer().file(log);
    }
    if (isNew) {
      files.forceFolder();
    }
  }

  @Override
  public Receipt commit(ContentDigest expected) throws StorageException {
    try {
      Failpoint.COMMIT_BEGUN.hit();
      files.commits().checkUsable();
      if (!hasher.digest().equals(expected)) {
        throw new StorageException(
            ErrorCode.CONTENT_MISMATCH, "the content is not the one that was announced");
      }
      FileTime modified = FileTime.from(key.offer().modified());
      Files.getFileAttributeView(
              files.part(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(modified, null, null);
      files.forcer().file(channel);
      Failpoint.FILE_FORCED.hit();
      channel.close();
      return files.commits().publish(files.user(), key.offer(), files.part(), expected);
    } catch (IOException e) {
      throw DiskErrors.of(e);
    } finally {
      discard();
    }
  }

  @Override
  public void discard() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        channel.close();
        if (logExists) {
          files.deleteAll();
        } else {
          Files.deleteIfExists(files.part());
        }
        files.release();
      }
    } catch (IOException e) {
      LOG.warn("a partial upload could not be removed file={}", files.part(), e);
      files.release();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      if (hasher.position() > recordedOffset) {
        checkpoint();
      }
      ended = true;
      channel.close();
      if (!logExists) {
        Files.deleteIfExists(files.part()); // not a byte of it could be gone on with
      }
    } catch (IOException e) {
      LOG.warn("a partial upload could not be kept in full file={}", files.part(), e);
      ended = true;
    } finally {
      files.release();
      lock.unlock();
    }
  }
}
