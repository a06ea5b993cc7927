package autoupload.tls;

import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.BCSSLSocket;

/**
 * TLS parameters of both ends: version 1.3 (RFC 8446) and nothing older, ALPN (RFC 7301), three
 * ciphers and five key exchanges. docs/decisions/0013-tls.md says why.
 */
final class TlsSettings {
  private static final String AES_128 = "TLS_AES_128_GCM_SHA256";
  private static final String AES_256 = "TLS_AES_256_GCM_SHA384";
  private static final String CHACHA20 = "TLS_CHACHA20_POLY1305_SHA256";

  /**
   * The best first; the first holds against quantum computers. The last two are there for the sake
   * of certificates: Bouncy Castle takes an ECDSA key of these curves only if the list has them.
   */
  private static final List<String> GROUPS =
      List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1");

  /** Sent by a client without being asked, so that most servers can answer at once. */
  private static final List<String> EARLY_SHARES = List.of("X25519MLKEM768", "x25519");

  /**
   * Those of PKCS #1 count for certificates only. Named, so that no system property changes them.
   */
  private static final List<String> SIGNATURES =
      List.of(
          "ecdsa_secp256r1_sha256",
          "ecdsa_secp384r1_sha384",
          "ecdsa_secp521r1_sha512",
          "ed25519",
          "ed448",
          "rsa_pss_rsae_sha256",
          "rsa_pss_rsae_sha384",
          "rsa_pss_rsae_sha512",
          "rsa_pss_pss_sha256",
          "rsa_pss_pss_sha384",
          "rsa_pss_pss_sha512",
          "rsa_pkcs1_sha256",
          "rsa_pkcs1_sha384",
          "rsa_pkcs1_sha512");

  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  private TlsSettings() {}

  /**
   * Has {@code socket} use {@code settings}, and agree on keys by our list: not only a client, a
   * server too prefers what holds longer, even if it has to ask for it and costs a round trip.
   */
  static void apply(SSLParameters settings, SSLSocket socket) {
    socket.setSSLParameters(settings);
    // The JVM's own TLS, which tests compare with, cannot be told so before JDK 20.
    if (socket instanceof BCSSLSocket ours) {
      BCSSLParameters parameters = ours.getParameters();
      parameters.setNamedGroups(GROUPS.toArray(new String[0]));
      parameters.setEarlyKeyShares(EARLY_SHARES.toArray(new String[0]));
      parameters.setUseNamedGroupsOrder(true);
      parameters.setSignatureSchemes(SIGNATURES.toArray(new String[0]));
      ours.setParameters(parameters);
    }
  }

  /** A server takes the client's first choice of cipher: the client is the weaker machine. */
  static SSLParameters server(List<String> protocols) {
    SSLParameters settings = common(true, protocols);
    settings.setUseCipherSuitesOrder(false);
    return settings;
  }

  /** A client that asks for {@code host}, and checks that name if {@code checksName}. */
  static SSLParameters client(String host, boolean checksName) {
    SSLParameters settings = common(CpuAes.isPresent(), List.of(TlsConnection.PROTOCOL));
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

  private static SSLParameters common(boolean aesFirst, List<String> protocols) {
    SSLParameters settings = new SSLParameters();
    settings.setProtocols(new String[] {"TLSv1.3"});
    settings.setApplicationProtocols(protocols.toArray(new String[0]));
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
