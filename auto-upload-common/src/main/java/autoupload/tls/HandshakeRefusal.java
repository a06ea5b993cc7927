package autoupload.tls;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/** Reasons why a server's handshake comes to nothing, for its log. */
public enum HandshakeRefusal {
  /** What came is not TLS, such as plain HTTP. */
  NOT_TLS,
  /** The client knows no TLS 1.3. */
  OLD_TLS,
  /** The client does not ask for {@code auto-upload/1}. */
  OTHER_PROTOCOL,
  /** The client ended it: it does not trust the certificate, most likely. */
  REFUSED_BY_CLIENT,
  /** Anything else. */
  OTHER;

  /** What ended the handshake. */
  public static HandshakeRefusal of(IOException cause) {
    if (Causes.find(cause, TlsFatalAlertReceived.class).isPresent()) {
      return REFUSED_BY_CLIENT;
    }
    Optional<TlsFatalAlert> alert = Causes.find(cause, TlsFatalAlert.class);
    if (alert.isPresent()) {
      return switch (alert.get().getAlertDescription()) {
        case AlertDescription.unexpected_message,
            AlertDescription.record_overflow,
            AlertDescription.decode_error ->
            NOT_TLS;
        case AlertDescription.protocol_version -> OLD_TLS;
        case AlertDescription.no_application_protocol -> OTHER_PROTOCOL;
        default -> OTHER;
      };
    }
    return cause instanceof SSLHandshakeException ? OTHER_PROTOCOL : OTHER;
  }

  /** As a log has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
