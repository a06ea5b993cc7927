package autoupload.client.scan;

import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.nio.file.Path;

/**
 * File that was found finished: nobody changed it for the settle time.
 *
 * @param folder the folder that is uploaded
 * @param name its name relative to that folder
 * @param identity what it was when it was found
 */
public record SettledFile(Path folder, UploadName name, FileIdentity identity) {
  /** Where it is. */
  public Path path() {
    return folder.resolve(name.value());
  }

  /** What the server is told of it. */
  public UploadOffer offer() {
    return new UploadOffer(name, identity.size(), identity.modified());
  }
}
