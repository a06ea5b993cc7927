package autoupload.forgetful;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Channel of an open file, or of an open folder, which can only be forced. */
final class ForgetfulChannel extends FileChannel {
  private final ForgetfulFileSystem fileSystem;
  private final Node node;
  private long position;

  ForgetfulChannel(ForgetfulFileSystem fileSystem, Node node) {
    this.fileSystem = fileSystem;
    this.node = node;
  }

  private FileNode file() throws IOException {
    if (node instanceof FileNode file) {
      return file;
    }
    throw new IOException("Is a directory");
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = read(target, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    FileNode file = file();
    return fileSystem.change(ForgetfulDisk.Step.READ, disk -> file.seen().read(target, at));
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = write(source, position);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    FileNode file = file();
    return fileSystem.change(
        ForgetfulDisk.Step.WRITE,
        disk -> {
          byte[] bytes = new byte[source.remaining()];
          source.get(bytes);
          if (bytes.length > 0) {
            file.write(bytes, at);
            file.touch(disk.now());
          }
          return bytes.length;
        });
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long next) {
    position = next;
    return this;
  }

  @Override
  public long size() throws IOException {
    FileNode file = file();
    return fileSystem.read(disk -> (long) file.seen().size());
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    FileNode file = file();
    position = Math.min(position, size);
    return fileSystem.change(
        ForgetfulDisk.Step.CUT,
        disk -> {
          file.truncate(size);
          file.touch(disk.now());
          return this;
        });
  }

  @Override
  public void force(boolean metadata) throws IOException {
    fileSystem.force(
        node instanceof FileNode ? ForgetfulDisk.Step.FORCE_FILE : ForgetfulDisk.Step.FORCE_FOLDER,
        node);
  }

  @Override
  public FileLock lock(long start, long size, boolean shared) {
    return new FileLock(this, start, size, shared) {
      @Override
      public boolean isValid() {
        return acquiredBy().isOpen();
      }

      @Override
      public void release() {
        // Nobody else asks for it.
      }
    };
  }

  @Override
  public FileLock tryLock(long start, long size, boolean shared) {
    return lock(start, size, shared);
  }

  @Override
  protected void implCloseChannel() {
    // The node may have other channels.
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException();
  }
}
