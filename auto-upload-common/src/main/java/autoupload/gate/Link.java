package autoupload.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Network interface as the kernel has it at one moment.
 *
 * @param name as {@code ip link} shows it
 * @param trouble why it cannot be used, as the end of a sentence that begins with its name; empty
 *     if it is up, has a carrier and has an address that is not link-local
 * @param addresses all of its addresses
 */
record Link(String name, boolean loopback, Optional<String> trouble, List<InetAddress> addresses) {
  private static final Path CLASS_NET = Path.of("/sys/class/net");

  Link {
    addresses = List.copyOf(addresses);
  }

  /** Every interface there is. */
  static List<Link> all() {
    List<Link> links = new ArrayList<>(withAddress());
    Set<String> known = links.stream().map(Link::name).collect(Collectors.toSet());
    for (String name : kernelNames()) {
      if (!known.contains(name)) {
        links.add(withoutAddress(name));
      }
    }
    return links;
  }

  private static List<Link> withAddress() {
    try {
      return NetworkInterface.networkInterfaces().map(Link::of).toList();
    } catch (SocketException e) {
      return List.of(); // that is how Java says that there are none
    }
  }

  /** Java leaves out interfaces without an address, so that they seem not to exist. */
  private static Link withoutAddress(String name) {
    return new Link(
        name, false, trouble(carrier(name), carrier(name).isPresent(), List.of()), List.of());
  }

  /** What {@code ip link} shows; nothing outside Linux. */
  private static List<String> kernelNames() {
    try (Stream<Path> entries = Files.list(CLASS_NET)) {
      return entries
          .filter(Files::isDirectory) // "bonding_masters" is a file
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Link of(NetworkInterface found) {
    List<InetAddress> addresses = found.inetAddresses().toList();
    boolean loopback = false;
    Optional<String> trouble;
    try {
      loopback = found.isLoopback();
      trouble = trouble(carrier(found.getName()), found.isUp(), addresses);
    } catch (SocketException e) {
      trouble = Optional.of("is gone"); // it was there a moment ago
    }
    return new Link(found.getName(), loopback, trouble, addresses);
  }

  /** Why an interface cannot be used, as the end of a sentence that begins with its name. */
  static Optional<String> trouble(
      Optional<Boolean> carrier, boolean running, List<InetAddress> addresses) {
    if (carrier.equals(Optional.of(false))) {
      return Optional.of("has no carrier");
    }
    if (!running) {
      return Optional.of("is down");
    }
    return addresses.stream().anyMatch(Link::isUsable)
        ? Optional.empty()
        : Optional.of("has no usable address");
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
  private static Optional<Boolean> carrier(String name) {
    try {
      Path carrier = CLASS_NET.resolve(name).resolve("carrier");
      return Optional.of(!Files.readString(carrier).strip().equals("0"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean usable() {
    return trouble.isEmpty();
  }

  boolean has(InetAddress address) {
    return addresses.contains(address);
  }

  /** Whether a connection to {@code server} can begin here: both speak IPv4, or both IPv6. */
  boolean speaksWith(InetAddress server) {
    return addresses.stream()
        .anyMatch(address -> isUsable(address) && address.getClass() == server.getClass());
  }
}
