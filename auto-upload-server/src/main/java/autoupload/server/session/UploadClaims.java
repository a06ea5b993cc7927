package autoupload.server.session;

import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Registry of the uploads under way, over all connections: at most one per client and name. Safe
 * for use by many threads.
 */
public final class UploadClaims {
  private record ClaimKey(UserName user, ClientId client, UploadName name) {
    static ClaimKey of(UploadKey key) {
      return new ClaimKey(key.user(), key.client(), key.offer().name());
    }
  }

  private final ConcurrentMap<ClaimKey, IncomingUpload> uploads = new ConcurrentHashMap<>();

  /** No upload is under way. */
  public UploadClaims() {}

  /**
   * Whether nobody is at work on this upload, if need be because the connection that was has been
   * silent for so long that this call took the upload away from it.
   */
  boolean free(UploadKey key) {
    ClaimKey claim = ClaimKey.of(key);
    IncomingUpload other = uploads.get(claim);
    if (other == null) {
      return true;
    }
    return other.fenceIfSilent() && uploads.remove(claim, other);
  }

  /** Claims it for a connection that just began it. */
  void claim(IncomingUpload upload) {
    uploads.put(ClaimKey.of(upload.offered().key()), upload);
  }

  /** Gives it back, if it was not taken over meanwhile. */
  void release(IncomingUpload upload) {
    uploads.remove(ClaimKey.of(upload.offered().key()), upload);
  }
}
