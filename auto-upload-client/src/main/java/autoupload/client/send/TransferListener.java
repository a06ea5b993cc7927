package autoupload.client.send;

import autoupload.client.journal.Confirmation;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import java.time.Instant;

/** Listener for what becomes of the files. Called from the thread that sends. */
public interface TransferListener {
  /** The server has the file. */
  void confirmed(Confirmation confirmation, boolean wasThere);

  /** The file changed or went away while it was read; a later pass takes it. */
  void deferred(SettledFile file, String reason);

  /** The file cannot be read, or does not arrive as it is. */
  void failed(SettledFile file, String reason);

  /** The server does not take the file, however often it is offered, while it is what it is. */
  void refused(SettledFile file, String reason);

  /**
   * A chunk of a file with several was read, and has this SHA-256: a later resume need not read it
   * again, if nobody changed the file since.
   *
   * @param changed the file's change time before a byte of it was read
   */
  void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest);

  /**
   * That many more bytes of the file are done.
   *
   * @param sent whether they went out, or need not, since the server has them
   */
  void progressed(SettledFile file, long bytes, boolean sent);
}
