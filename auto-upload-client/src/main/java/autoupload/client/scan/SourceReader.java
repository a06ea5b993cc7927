package autoupload.client.scan;

import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads one settled file as it is. */
public final class SourceReader extends ContentReader {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final SettledFile file;
  private final FileChannel channel;

  private SourceReader(SettledFile file, FileChannel channel) {
    super(file.offer().plan());
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens the file.
   *
   * @throws SourceChanged if the name leads to something else by now
   * @throws IOException if it cannot be opened
   */
  public static SourceReader open(SettledFile file) throws IOException {
    return new SourceReader(file, openChannel(file));
  }

  /** As {@link #open}, for whoever reads it in another way. */
  public static FileChannel openChannel(SettledFile file) throws IOException {
    checkUnchanged(file);
    FileChannel channel = FileChannel.open(file.path(), READ);
    try {
      checkUnchanged(file);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  protected int fill(byte[] target, int offset, int length) throws IOException {
    int count = channel.read(ByteBuffer.wrap(target, offset, length));
    if (count < 0) {
      throw new SourceChanged("it became shorter while it was read");
    }
    return count;
  }

  @Override
  protected void seek(long position) throws IOException {
    channel.position(position);
  }

  /** The server's digest of it is compared with one read now. */
  @Override
  public boolean canGoOnAt(long offset) {
    return true;
  }

  @Override
  public ContentDigest sourceDigest() {
    return digest();
  }

  @Override
  public void checkUnchanged() throws IOException {
    checkUnchanged(file);
  }

  /** Throws unless the name still leads to the very file that was settled, unchanged. */
  public static void checkUnchanged(SettledFile file) throws IOException {
    if (!FileIdentity.read(file.path()).equals(file.identity())) {
      throw new SourceChanged("it changed while it was read");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
