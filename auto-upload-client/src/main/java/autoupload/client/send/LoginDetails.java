package autoupload.client.send;

import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;

/**
 * Who logs in from where.
 *
 * @param user the account
 * @param password the account's, kept for reconnects
 * @param client which device this is
 * @param device what the device is called, for the server's log
 */
public record LoginDetails(String user, Secret password, ClientId client, String device) {
  Frame.Login frame() {
    return new Frame.Login(user, password, "", Secret.NONE);
  }
}
