package autoupload.tls;

import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * Public key pin: the SHA-256 of a certificate's SubjectPublicKeyInfo (RFC 7469, section 2.4),
 * written as curl's {@code --pinnedpubkey} has it: {@code sha256//} and Base64. It stays the same
 * when a certificate is renewed for the same key.
 *
 * @param text the canonical form
 */
public record Pin(String text) {
  private static final String PREFIX = "sha256//";
  private static final int HASH_BYTES = 32;

  /** Reads a pin. */
  public Pin {
    if (!isPin(text)) {
      throw OperatorError.usage(
          "not a pin: "
              + OneLine.quote(text)
              + "; write sha256// and 44 characters, as computed by: openssl x509 -in CERTFILE"
              + " -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary"
              + " | openssl base64");
    }
  }

  /** The pin of a certificate's public key. */
  public static Pin of(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(certificate.getPublicKey().getEncoded());
      return new Pin(PREFIX + Base64.getEncoder().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isPin(String text) {
    if (!text.startsWith(PREFIX)) {
      return false;
    }
    try {
      String base64 = text.substring(PREFIX.length());
      byte[] hash = Base64.getDecoder().decode(base64);
      // Encoded again, so that one key has one text and equals() can compare it.
      return hash.length == HASH_BYTES && Base64.getEncoder().encodeToString(hash).equals(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
