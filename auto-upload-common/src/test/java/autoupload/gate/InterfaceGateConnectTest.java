package autoupload.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real connections over the loopback; what needs two ways to a server is a whole-system test. */
final class InterfaceGateConnectTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private List<InetSocketAddress> address() {
    return List.of((InetSocketAddress) server.getLocalSocketAddress());
  }

  private void assertThatBytesArrive(Socket socket) throws IOException {
    try (Socket accepted = server.accept()) {
      socket.getOutputStream().write(42);
      assertThat(accepted.getInputStream().read()).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "lo", "nosuch0,lo", "lo,!nosuch0"})
  void theLoopbackCanBeUsedForAServerOnThisMachine(String list) throws Exception {
    try (GatedSocket gated = InterfaceGate.parse(list).connect(address(), PATIENCE)) {
      assertThat(gated.socket().getTcpNoDelay()).isTrue();
      assertThat(gated.socket().getKeepAlive()).isTrue();
      assertThat(gated.socket().getLocalAddress()).isEqualTo(server.getInetAddress());
      assertThat(gated.shutBecause()).isEmpty();
      assertThatBytesArrive(gated.socket());
    }
  }

  @Test
  void anInterfaceThatIsNotThereKeepsTheGateClosed() {
    assertThatThrownBy(() -> InterfaceGate.parse("nosuch0").connect(address(), PATIENCE))
        .isInstanceOf(GateClosed.class)
        .hasMessage("there is no network interface nosuch0");
    assertThat(InterfaceGate.parse("nosuch0").closedBecause())
        .hasValue("there is no network interface nosuch0");
  }

  @Test
  void aServerThatRefusesIsNotAClosedGate() throws Exception {
    List<InetSocketAddress> address = address();
    server.close();

    assertThatThrownBy(() -> InterfaceGate.parse("lo").connect(address, PATIENCE))
        .hasRootCauseInstanceOf(ConnectException.class)
        .hasMessageContaining("(through lo)");
  }

  @Test
  void theNextAddressOfTheServerIsTried() throws Exception {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.2", server.getLocalPort());

    try (GatedSocket gated =
        InterfaceGate.parse("lo")
            .connect(Stream.concat(Stream.of(closed), address().stream()).toList(), PATIENCE)) {
      assertThatBytesArrive(gated.socket());
    }
  }

  @Test
  void withoutBindingTheRouteDecides() throws Exception {
    InetSocketAddress address = address().get(0);

    try (GatedSocket gated =
        GatedSocket.connectUnbound(AllowedLinks.parse("lo"), Link::all, address, PATIENCE)) {
      assertThatBytesArrive(gated.socket());
    }
    assertThatThrownBy(
            () ->
                GatedSocket.connectUnbound(AllowedLinks.parse("!lo"), Link::all, address, PATIENCE))
        .isInstanceOf(GateClosed.class)
        .hasMessage("the route to the server leaves through lo");
  }

  @Test
  void aBoundSocketReachesNothingOnOtherInterfaces() throws Exception {
    assumeTrue(SocketDevice.refusedBecause().isEmpty(), "sockets cannot be bound to interfaces");
    String other =
        Link.all().stream()
            .filter(link -> !link.loopback() && link.usable())
            .map(Link::name)
            .findFirst()
            .orElse("");
    assumeTrue(!other.isEmpty(), "there is no interface but the loopback");

    try (Socket bound = SocketDevice.open(other)) {
      assertThatThrownBy(() -> bound.connect(address().get(0), 1000))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aSocketCannotBeBoundToAnInterfaceThatIsNotThere() {
    assumeTrue(SocketDevice.refusedBecause().isEmpty(), "sockets cannot be bound to interfaces");

    assertThatThrownBy(() -> SocketDevice.open("nosuch0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nosuch0");
  }

  @Test
  void anyInterfaceHasNoWeakness() {
    assertThat(InterfaceGate.any().weakness()).isEmpty();
  }
}
