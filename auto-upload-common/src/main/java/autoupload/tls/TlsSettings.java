package autoupload.tls;

import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/**
 * What both ends ask of TLS: version 1.3 (RFC 8446) and nothing older, ALPN (RFC 7301), three
 * ciphers. Key exchange is left to Java, which puts x25519 and then secp256r1 first.
 */
final class TlsSettings {
  /** The protocol's name in ALPN. */
  static final String PROTOCOL = "auto-upload/1";

  private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
  private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
  private static final String CHACHA20 = "TLS_CHACHA20_POLY1305_SHA256";
  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private TlsSettings() {}

  /** A server takes the client's first choice: the client is the weaker machine. */
  static SSLParameters server() {
    SSLParameters settings = common(true);
    settings.setUseCipherSuitesOrder(false);
    return settings;
  }

  /** A client that asks for {@code host}, and checks that name if {@code checksName}. */
  static SSLParameters client(String host, boolean checksName) {
    SSLParameters settings = common(CpuAes.isPresent());
    if (checksName) {
      settings.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!isAddress(host)) {
      try {
        settings.setServerNames(List.of(new SNIHostName(withoutFinalDot(host))));
      } catch (IllegalArgumentException e) {
        // A name no certificate can carry, such as one with an underscore; a pin still works.
      }
    }
    return settings;
  }

  private static SSLParameters common(boolean aesFirst) {
    SSLParameters settings = new SSLParameters();
    settings.setProtocols(new String[] {"TLSv1.3"});
    settings.setApplicationProtocols(new String[] {PROTOCOL});
    settings.setCipherSuites(
        aesFirst
            ? new String[] {AES_128, CHACHA20, AES_256}
            : new String[] {CHACHA20, AES_128, AES_256});
    return settings;
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  private static String withoutFinalDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
