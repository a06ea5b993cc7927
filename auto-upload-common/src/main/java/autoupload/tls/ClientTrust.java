package autoupload.tls;

import autoupload.operator.OperatorError;
import autoupload.pem.CertificateFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of a client, with the authorities or pins by which it trusts a server. Keep one for all
 * connections to a server: the first of them loads TLS, which takes a while, and a run that has
 * nothing to do makes none.
 */
public final class ClientTrust {
  private final Supplier<SSLContext> making;
  private final boolean checksName;
  private Optional<SSLContext> made = Optional.empty();

  /** Java's list of authorities is long, and a run that connects to nobody needs none of it. */
  private static ClientTrust later(Supplier<X509ExtendedTrustManager> roots) {
    return new ClientTrust(() -> context(new ChainProof(roots.get(), Clock.systemUTC())), true);
  }

  ClientTrust(Supplier<SSLContext> making, boolean checksName) {
    this.making = making;
    this.checksName = checksName;
  }

  private static SSLContext context(ServerProof proof) {
    try {
      return TlsContexts.client(proof);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has what TLS needs", e);
    }
  }

  /**
   * Trusts the authorities this Java trusts; name and dates are checked. If there are none, the
   * first connection throws an {@link OperatorError}.
   */
  public static ClientTrust javaRoots() {
    return later(
        () ->
            TrustRoots.ofJava()
                .orElseThrow(
                    () ->
                        OperatorError.usage(
                            "this Java trusts no certificate authority; install the package"
                                + " ca-certificates-java, or use --ca or --pin")));
  }

  /**
   * Trusts the certificates in a PEM file and no others; name and dates are checked.
   *
   * @param file authorities, or a server's own self-signed certificate
   * @throws OperatorError if the file holds no usable certificate
   */
  public static ClientTrust authorities(Path file) {
    List<X509Certificate> certificates = CertificateFile.read(file);
    return later(() -> TrustRoots.of(certificates));
  }

  /**
   * Trusts the servers whose key has one of these pins, whatever their certificates say.
   *
   * @param pins at least one, each in the form of {@link Pin}; as with curl, one text may hold
   *     several, separated by semicolons
   * @throws OperatorError if a pin is malformed
   */
  public static ClientTrust pins(List<String> pins) {
    if (pins.isEmpty()) {
      throw new IllegalArgumentException("no pin");
    }
    Set<Pin> all =
        pins.stream()
            .flatMap(text -> Arrays.stream(text.split(";", -1)))
            .map(text -> new Pin(text.strip()))
            .collect(Collectors.toSet());
    return new ClientTrust(() -> context(new PinProof(all)), false);
  }

  synchronized SSLContext context() {
    if (made.isEmpty()) {
      made = Optional.of(making.get());
    }
    return made.get();
  }

  boolean checksName() {
    return checksName;
  }
}
