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
public interface Content {
  /** The file on this machine. */
  SettledFile file();

  /** What the server is told of it; the same each time. Asked for when there is a connection. */
  UploadOffer offer();

  /**
   * Opens what was offered. The caller closes it.
   *
   * @throws NotAsOffered if something else must be offered in its place
   * @throws IOException if the file changed, or cannot be read
   */
  ContentReader open() throws IOException, NotAsOffered;

  /**
   * Digests of the first chunks of what was opened last, as far as they are known without reading.
   */
  List<byte[]> knownChunks();

  /** The chunks of what was opened last that were read have these digests. */
  void remember(List<byte[]> chunks);

  /**
   * What to prove to a server that has a file of that name and size.
   *
   * @return empty if that cannot be this one
   * @throws NotAsOffered if something else must be offered in its place
   * @throws IOException if the file changed, or cannot be read
   */
  Optional<Sent> prove() throws IOException, NotAsOffered;

  /** Whether the digests of chunks that were sent are worth remembering with the file. */
  boolean isPlain();

  /** The upload is given up. What was sent of it is not gone on with if that would be unsafe. */
  void giveUp();
}
