package autoupload.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says whether the interface that uploads are limited to is usable: it exists, is up, has a carrier
 * and an address that is not link-local.
 */
public final class InterfaceGate {
  private final Optional<String> name;

  private InterfaceGate(Optional<String> name) {
    this.name = name;
  }

  /** Every interface will do. */
  public static InterfaceGate any() {
    return new InterfaceGate(Optional.empty());
  }

  /** Only the interface of that name, as {@code ip link} shows it. */
  public static InterfaceGate only(String name) {
    return new InterfaceGate(Optional.of(name));
  }

  /** Why nothing may be uploaded now, as a sentence for people; empty when all is well. */
  public Optional<String> closedBecause() {
    return name.flatMap(InterfaceGate::unusable);
  }

  private static Optional<String> unusable(String name) {
    try {
      NetworkInterface found = NetworkInterface.getByName(name);
      if (found == null) {
        return Optional.of("there is no network interface " + name);
      }
      if (!found.isUp()) {
        return Optional.of("the network interface " + name + " is down");
      }
      if (!hasCarrier(name)) {
        return Optional.of("the network interface " + name + " has no carrier");
      }
      if (found.inetAddresses().noneMatch(InterfaceGate::isUsable)) {
        return Optional.of("the network interface " + name + " has no usable address");
      }
      return Optional.empty();
    } catch (SocketException e) {
      return Optional.of("the network interface " + name + " cannot be read: " + e.getMessage());
    }
  }

  private static boolean isUsable(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress();
  }

  /**
   * Whether the kernel sees a link: an interface that lost it may keep "up" and its addresses. The
   * file cannot be read while the interface is down, and does not exist outside Linux.
   */
  private static boolean hasCarrier(String name) {
    try {
      Path carrier = Path.of("/sys/class/net").resolve(name).resolve("carrier");
      return !Files.exists(carrier) || !Files.readString(carrier).strip().equals("0");
    } catch (IOException e) {
      return true; // "up" was seen just before; the address decides
    }
  }
}
