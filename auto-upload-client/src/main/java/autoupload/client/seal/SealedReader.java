package autoupload.client.seal;

import autoupload.client.scan.ContentReader;
import autoupload.client.scan.SettledFile;
import autoupload.client.scan.SourceChanged;
import autoupload.client.scan.SourceReader;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/** Reader of the sealed form of a file, which is made as it is read and is never on a disk here. */
final class SealedReader extends ContentReader {
  private final SettledFile file;
  private final Optional<Instant> changed;
  private final KeptSeal kept;
  private final RecordedSource source;
  private InputStream sealed = InputStream.nullInputStream();

  private SealedReader(
      SettledFile file,
      Optional<Instant> changed,
      UploadOffer offer,
      KeptSeal kept,
      RecordedSource source) {
    super(offer.plan());
    this.file = file;
    this.changed = changed;
    this.kept = kept;
    this.source = source;
  }

  /**
   * Opens the file, and closes the seal with it.
   *
   * @param changed its change time when the seal was made
   */
  static SealedReader open(
      SettledFile file, Optional<Instant> changed, UploadOffer offer, KeptSeal kept)
      throws IOException {
    FileChannel channel;
    try {
      channel = SourceReader.openChannel(file);
    } catch (IOException e) {
      kept.close();
      throw e;
    }
    try {
      RecordedSource source =
          new RecordedSource(channel, SegmentPlan.of(file.offer().plan()), kept);
      return new SealedReader(file, changed, offer, kept, source);
    } catch (IOException | RuntimeException e) {
      kept.close();
      channel.close();
      throw e;
    }
  }

  @Override
  protected int fill(byte[] target, int offset, int length) throws IOException {
    int count = sealed.read(target, offset, length);
    if (count < 0) {
      throw new SourceChanged("it became shorter while it was read");
    }
    return count;
  }

  @Override
  protected void seek(long position) throws IOException {
    sealed.close();
    InputStream made = kept.seal().seal(source::from, file.identity().size(), position);
    boolean worthAThread = file.identity().size() > SegmentPlan.BATCH;
    sealed = worthAThread ? new ReadAhead(made) : made;
  }

  /** What is not on record was never sent under this seal. */
  @Override
  public boolean canGoOnAt(long offset) {
    return source.isOnRecord(kept.seal().plainBefore(offset, file.identity().size()));
  }

  @Override
  public ContentDigest endChunk() {
    int index = chunks().size();
    ContentDigest digest = super.endChunk();
    kept.chunkSealed(index, digest.hash());
    return digest;
  }

  @Override
  public Optional<Instant> changed() {
    return changed;
  }

  @Override
  public ContentDigest sourceDigest() {
    return source.digest();
  }

  @Override
  public void checkUnchanged() throws IOException {
    SourceReader.checkUnchanged(file, changed);
  }

  @Override
  public void close() throws IOException {
    try (kept;
        source) {
      sealed.close();
    }
  }
}
