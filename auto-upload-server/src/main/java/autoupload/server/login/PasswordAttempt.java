package autoupload.server.login;

import autoupload.credentials.PasswordHash;
import autoupload.wire.Secret;
import java.util.Arrays;

/**
 * Password that somebody gave.
 *
 * @param source where from
 * @param hash of the line of that user, or a decoy if there is none
 */
record PasswordAttempt(Source source, String user, String hash, Secret password) {
  /** Hashes the password, which takes a core and tens of megabytes for a while. */
  boolean matches() {
    char[] text = password.toText();
    try {
      return PasswordHash.verify(hash, text);
    } finally {
      Arrays.fill(text, '\0');
    }
  }
}
