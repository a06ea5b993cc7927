package autoupload.client.send;

import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Who logs in from where.
 *
 * @param user the account
 * @param password the account's, kept for reconnects
 * @param client which device this is
 * @param device what the device is called, for the server's log
 */
public record LoginDetails(String user, Secret password, ClientId client, String device) {
  /** Details with a password that was read as characters, which are wiped. */
  public static LoginDetails of(String user, char[] password, ClientId client, String device) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    Secret secret = new Secret(Arrays.copyOf(encoded.array(), encoded.limit()));
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(password, '\0');
    return new LoginDetails(user, secret, client, device);
  }

  Frame.Login frame() {
    return new Frame.Login(user, password, "", Secret.NONE);
  }
}
