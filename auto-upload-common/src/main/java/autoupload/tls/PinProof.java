package autoupload.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Set;

/**
 * Trust manager that accepts whoever has the private key of one of the pins, whatever chain, name
 * and dates say: a device without a clock cannot check dates.
 */
final class PinProof extends ServerProof {
  private final Set<Pin> pins;

  PinProof(Set<Pin> pins) {
    this.pins = Set.copyOf(pins);
  }

  @Override
  void check(X509Certificate[] chain, String authType, Socket socket) throws Refusal {
    Pin presented = Pin.of(chain[0]);
    if (!pins.contains(presented)) {
      throw new Refusal(
          "its key has the pin "
              + presented
              + ", which is not the one given with --pin; if the server's operator confirms that"
              + " the key was changed, give this one");
    }
  }
}
