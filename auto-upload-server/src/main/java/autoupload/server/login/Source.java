package autoupload.server.login;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Key by which connections and wrong logins of an address are counted: an IPv4 address, or the
 * network of 64 bits of an IPv6 address, since whoever has one address of it has them all.
 *
 * @param text as the log shows it
 */
public record Source(String text) {
  /** The one that this address belongs to. */
  public static Source of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return new Source(address.getHostAddress());
    }
    byte[] network = Arrays.copyOf(Arrays.copyOf(bytes, 8), 16);
    try {
      return new Source(InetAddress.getByAddress(network).getHostAddress() + "/64");
    } catch (java.net.UnknownHostException e) { // never for 16 bytes
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
