package autoupload.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Route look-up in the kernel's routing tables. */
final class RouteProbe {
  private RouteProbe() {}

  /**
   * The local address from which the kernel would now send to {@code server}. Sends nothing: to
   * connect a datagram socket is no more than a look-up.
   *
   * @throws IOException if there is no route
   */
  static InetAddress localAddressTowards(InetSocketAddress server) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(server);
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }
  }
}
