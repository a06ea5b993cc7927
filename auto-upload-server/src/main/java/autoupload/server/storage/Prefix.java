package autoupload.server.storage;

import autoupload.upload.ContentDigest;
import java.util.Optional;

/**
 * Durable prefix of an upload.
 *
 * @param offset its length in bytes
 * @param chunks the digest over its complete chunks; empty when no chunk is complete
 */
public record Prefix(long offset, Optional<ContentDigest> chunks) {
  /** Nothing is there yet. */
  public static final Prefix NONE = new Prefix(0, Optional.empty());
}
