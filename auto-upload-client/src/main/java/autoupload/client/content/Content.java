package autoupload.client.content;

import autoupload.client.journal.Sent;
import autoupload.client.scan.ContentReader;
import autoupload.client.scan.SettledFile;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Content to upload of one file: the file as it is, its sealed form, or nothing but the proof that
 * an earlier run sent it. It outlives connections. Used by the thread that sends.
 */
public abstract class Content {
  private final SettledFile file;
  private List<byte[]> knownChunks = List.of();

  /** A content of that file, no chunk of which is known. */
  protected Content(SettledFile file) {
    this.file = file;
  }

  /** The file on this machine. */
  public final SettledFile file() {
    return file;
  }

  /** What the server is told of it; the same each time. Asked for when there is a connection. */
  public abstract UploadOffer offer();

  /**
   * Opens what was offered. The caller closes it.
   *
   * @throws NotAsOffered if something else must be offered in its place
   * @throws IOException if the file changed, or cannot be read
   */
  public abstract ContentReader open() throws IOException, NotAsOffered;

  /**
   * What to prove to a server that has a file of that name and size.
   *
   * @return empty if that cannot be this one
   * @throws NotAsOffered if something else must be offered in its place
   * @throws IOException if the file changed, or cannot be read
   */
  public abstract Optional<Sent> prove() throws IOException, NotAsOffered;

  /**
   * Digests of the first chunks of what was opened last, as far as they are known without reading.
   */
  public List<byte[]> knownChunks() {
    return knownChunks;
  }

  /** What was opened just now has these first chunks, and no others are known. */
  protected final void resetChunks(List<byte[]> chunks) {
    knownChunks = chunks;
  }

  /** The chunks of what was opened last that were read have these digests. */
  public final void remember(List<byte[]> chunks) {
    if (chunks.size() > knownChunks.size()) {
      knownChunks = chunks;
    }
  }

  /** Whether the digests of chunks that were sent are worth remembering with the file. */
  public boolean isPlain() {
    return false;
  }

  /**
   * The upload is given up. The server may keep what it has of it, since that is compared with the
   * file before it is gone on with; where it would be unsafe to go on, this sees to it.
   */
  public void giveUp() {
    // nothing is unsafe
  }
}
