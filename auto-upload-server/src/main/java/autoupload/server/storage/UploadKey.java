package autoupload.server.storage;

import autoupload.upload.ClientId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;

/** Key of a partial upload: only the same user and client go on with it for the same offer. */
public record UploadKey(UserName user, ClientId client, UploadOffer offer) {}
