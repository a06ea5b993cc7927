package autoupload.credentials;

import autoupload.cli.ByteSize;
import java.util.Optional;

/**
 * Storage limit of a user.
 *
 * @param bytes empty if there is no limit
 * @param files how many files and folders; empty if there is no limit
 */
public record Quota(Optional<ByteSize> bytes, Optional<Long> files) {
  /** No limit at all. */
  public static final Quota NONE = new Quota(Optional.empty(), Optional.empty());
}
