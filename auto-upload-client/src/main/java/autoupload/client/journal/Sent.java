package autoupload.client.journal;

import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;

/**
 * Size and digests of what was sent of a file, or proven to be on the server: the file itself, or
 * its sealed form.
 *
 * @param size how many bytes that are
 * @param digest the digest of these bytes, which the receipt must have
 * @param source the digest of the file on this machine
 */
public record Sent(long size, ContentDigest digest, ContentDigest source) {
  /** The file as it is. */
  public static Sent plain(SettledFile file, ContentDigest digest) {
    return new Sent(file.identity().size(), digest, digest);
  }
}
