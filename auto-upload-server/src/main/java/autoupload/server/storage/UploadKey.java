package autoupload.server.storage;

import autoupload.upload.ClientId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;

/** What a partial upload belongs to: nobody else may go on with it. */
public record UploadKey(UserName user, ClientId client, UploadOffer offer) {}
