package autoupload.tests.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Reserved loopback port, which nobody else is given, also while no server listens on it: the
 * system leaves it out when it looks for a free port, for a server or for a connection to one. A
 * process that asks for it by its number and sets SO_REUSEADDR, as servers do, can listen on it
 * again and again; until then it refuses connections.
 */
public final class ReservedPort implements AutoCloseable {
  private final Socket placeholder = new Socket(); // bound, and never connected

  ReservedPort() throws IOException {
    try {
      placeholder.setReuseAddress(true);
      placeholder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      placeholder.close();
      throw e;
    }
  }

  /** Its number. */
  public int number() {
    return placeholder.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    placeholder.close();
  }
}
