package autoupload.gate;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Socket option {@code SO_BINDTODEVICE} of socket(7): what such a socket sends leaves through that
 * interface or not at all, whatever the routing tables say. Linux 5.7 and later let everybody set
 * it once, older ones only {@code CAP_NET_RAW}.
 *
 * <p>Java does not tell a socket's file descriptor. So the socket is bound to a free local port
 * first, which no other stream socket of this process can have, and getsockname(2) of each open
 * descriptor tells whose port it is. While the socket is open its descriptor cannot be another's.
 */
final class SocketDevice {
  /** These are the numbers on all but MIPS, SPARC, Alpha and PA-RISC; there the calls fail. */
  private static final int SOL_SOCKET = 1;

  private static final int SO_TYPE = 3;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SOCK_STREAM = 1;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int ENODEV = 19;

  /** Of the largest address there is, {@code struct sockaddr_storage}. */
  private static final int SOCKADDR_BYTES = 128;

  /** Of {@code sin_port} and of {@code sin6_port}, after the family; in network byte order. */
  private static final int PORT_OFFSET = 2;

  private SocketDevice() {}

  /** Refusal by the system, whatever the interface: no use to ask for another. */
  static final class BindRefused extends Exception {
    private static final long serialVersionUID = 1L;

    BindRefused(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /** Why sockets cannot be bound to interfaces on this system; empty if they can. */
  static Optional<String> refusedBecause() {
    try {
      open("lo").close();
      return Optional.empty();
    } catch (BindRefused e) {
      return Optional.of(e.getMessage());
    } catch (IOException e) {
      return Optional.empty(); // no such interface: that it was looked up says that it is allowed
    }
  }

  /**
   * A socket, not connected yet, of which everything leaves through {@code device}.
   *
   * @throws IOException if there is no such interface
   * @throws BindRefused if this cannot be done on this system
   */
  static Socket open(String device) throws IOException, BindRefused {
    Socket socket = new Socket();
    boolean done = false;
    try {
      socket.bind(null);
      setDevice(descriptor(socket.getLocalPort()), device);
      done = true;
      return socket;
    } catch (LinkageError e) {
      throw new BindRefused("the native library of JNA cannot be loaded", e);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENODEV) {
        throw new IOException("there is no network interface " + device, e);
      }
      throw new BindRefused("the system refuses SO_BINDTODEVICE: " + e.getMessage(), e);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static int descriptor(int port) throws BindRefused {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"));
        Memory memory = new Memory(SOCKADDR_BYTES)) {
      for (Path entry : open) {
        int descriptor = Integer.parseInt(entry.getFileName().toString());
        if (isStreamSocketOn(port, descriptor, memory)) {
          return descriptor;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new BindRefused("/proc/self/fd cannot be read", e);
    }
    throw new BindRefused("the socket's descriptor cannot be found", null);
  }

  /** Not every descriptor is a socket, nor open any more. */
  private static boolean isStreamSocketOn(int port, int descriptor, Memory memory) {
    try {
      memory.clear();
      call("getsockname", descriptor, memory, new IntByReference(SOCKADDR_BYTES));
      int family = memory.getShort(0);
      int high = memory.getByte(PORT_OFFSET) & 0xff;
      int low = memory.getByte(PORT_OFFSET + 1) & 0xff;
      if ((family != AF_INET && family != AF_INET6) || (high << 8 | low) != port) {
        return false;
      }
      IntByReference type = new IntByReference();
      IntByReference size = new IntByReference(Integer.BYTES);
      call("getsockopt", descriptor, SOL_SOCKET, SO_TYPE, type, size);
      return type.getValue() == SOCK_STREAM;
    } catch (LastErrorException e) {
      return false;
    }
  }

  private static void setDevice(int descriptor, String device) {
    byte[] name = device.getBytes(StandardCharsets.UTF_8);
    call("setsockopt", descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, name.length);
  }

  private static void call(String name, Object... arguments) {
    Function.getFunction("c", name, Function.THROW_LAST_ERROR).invokeInt(arguments);
  }
}
