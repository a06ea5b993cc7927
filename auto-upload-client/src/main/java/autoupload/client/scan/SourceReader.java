package autoupload.client.scan;

import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/** Reader of one settled file as it is. */
public final class SourceReader extends ContentReader {
  private final SettledFile file;
  private final Optional<Instant> changed;
  private final FileChannel channel;

  private SourceReader(SettledFile file, Optional<Instant> changed, FileChannel channel) {
    super(file.offer().plan());
    this.file = file;
    this.changed = changed;
    this.channel = channel;
  }

  /**
   * Opens the file.
   *
   * @throws SourceChanged if the name leads to something else by now
   * @throws IOException if it cannot be opened
   */
  public static SourceReader open(SettledFile file) throws IOException {
    try (HeldSource held = HeldSource.of(file)) {
      Optional<Instant> changed = held.changeTime(); // before a byte is read
      return new SourceReader(file, changed, channel(held));
    }
  }

  /** As {@link #open}, for whoever reads it in another way. */
  public static FileChannel openChannel(SettledFile file) throws IOException {
    try (HeldSource held = HeldSource.of(file)) {
      return channel(held);
    }
  }

  private static FileChannel channel(HeldSource held) throws IOException {
    FileChannel channel = held.channel();
    SourcePoint.SOURCE_OPENED.passed();
    return channel;
  }

  /**
   * When anything about the file was changed last (ctime, which no program can set back); empty
   * where that cannot be told.
   */
  public static Optional<Instant> changeTime(SettledFile file) {
    try (HeldSource held = HeldSource.of(file)) {
      return held.changeTime();
    } catch (IOException e) {
      return Optional.empty(); // whoever reads it next will say why it cannot be read
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

  @Override
  public Optional<Instant> changed() {
    return changed;
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
    checkUnchanged(file, changed);
  }

  /**
   * Throws unless the name still leads to the very file that was settled, unchanged; nor was it
   * changed since it had this change time, which no program can set back.
   */
  public static void checkUnchanged(SettledFile file, Optional<Instant> changed)
      throws IOException {
    try (HeldSource held = HeldSource.of(file)) {
      if (!held.changeTime().equals(changed)) {
        throw new SourceChanged("it changed while it was read");
      }
    }
    SourcePoint.SOURCE_CHECKED.passed();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
