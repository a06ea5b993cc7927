package autoupload.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections over the loopback whose interface changes meanwhile (promise 10): as if it were
 * another one, since nobody takes the loopback away for a test.
 */
@Timeout(120)
final class InterfaceWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Optional<String> WELL = Optional.empty();

  private ServerSocket server;
  private Link lo;
  private final AtomicReference<List<Link>> present = new AtomicReference<>();

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    lo = new Link("lo", true, WELL, List.of(server.getInetAddress()));
    present.set(List.of(lo));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private GatedSocket connect(String list) throws IOException {
    return new InterfaceGate(AllowedLinks.parse(list), present::get)
        .connect(List.of(address()), PATIENCE);
  }

  private GatedSocket unbound(String list) throws IOException {
    return GatedSocket.connectUnbound(AllowedLinks.parse(list), present::get, address(), PATIENCE);
  }

  /** Whoever reads from it hears of it, and the server sees that it was cut, not ended. */
  private void assertEnds(GatedSocket gated, List<Link> next, String reason) throws IOException {
    try (Socket accepted = server.accept()) {
      assertThat(gated.shutBecause()).isEmpty();
      present.set(next);

      assertThatThrownBy(() -> gated.socket().getInputStream().read())
          .isInstanceOf(IOException.class);
      assertThat(gated.shutBecause()).hasValue(reason);
      await().atMost(PATIENCE).until(gated.socket()::isClosed);
      assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
    }
  }

  @Test
  void aBoundConnectionIsCutWhenItsInterfaceIsNotUsableAnyMore() throws Exception {
    assumeTrue(SocketDevice.refusedBecause().isEmpty(), "sockets cannot be bound to interfaces");
    Link down = new Link("lo", true, Optional.of("has no carrier"), lo.addresses());

    try (GatedSocket gated = connect("lo")) {
      assertEnds(gated, List.of(down), "the network interface lo has no carrier");
    }
  }

  @Test
  void anUnboundConnectionIsCutWhenItsAddressIsOnAnotherInterface() throws Exception {
    Link wwan = new Link("wwan0", false, WELL, lo.addresses());

    try (GatedSocket gated = unbound("lo")) {
      assertEnds(gated, List.of(wwan), "the route to the server leaves through wwan0");
    }
  }

  @Test
  void aConnectionGoesOnWhileItsInterfaceIsUsable() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Supplier<List<Link>> counted =
        () -> {
          looks.incrementAndGet();
          return List.of(lo);
        };
    try (GatedSocket gated =
            GatedSocket.connectUnbound(AllowedLinks.parse("lo"), counted, address(), PATIENCE);
        Socket accepted = server.accept()) {
      await().atMost(PATIENCE).until(() -> looks.get() > 3);

      gated.socket().getOutputStream().write(42);
      assertThat(accepted.getInputStream().read()).isEqualTo(42);
      assertThat(gated.shutBecause()).isEmpty();
    }
  }

  @Test
  void aConnectionThatItsOwnerClosedWasNotShut() throws Exception {
    GatedSocket gated = unbound("lo");
    gated.close();
    present.set(List.of());

    assertThat(gated.socket().isClosed()).isTrue();
    await().atMost(PATIENCE).until(() -> watchers() == 0);
    assertThat(gated.shutBecause()).isEmpty();
  }

  @Test
  void theWatchDoesNotKeepTheProcess() throws Exception {
    try (GatedSocket gated = unbound("lo")) {
      assertThat(gated.socket().isConnected()).isTrue();
      assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("interface-watch"))
        .toList();
  }

  private static int watchers() {
    return threads().size();
  }

  @Test
  void aConnectionWhoseInterfaceIsGoneAtTheFirstLookIsNeverUsed() throws Exception {
    int[] looks = {0};
    assertThatThrownBy(
            () ->
                GatedSocket.connectUnbound(
                    AllowedLinks.parse("lo"),
                    () -> ++looks[0] == 1 ? List.of(lo) : List.of(),
                    address(),
                    PATIENCE))
        .isInstanceOf(GateClosed.class)
        .hasMessageContaining("no network interface has the address");
    try (Socket accepted = server.accept()) {
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void anInterfaceThatCannotSpeakWithTheServerIsNotTried() {
    Link other = new Link("lo", true, WELL, List.of());
    present.set(List.of(other));

    assertThatThrownBy(() -> connect("lo"))
        .isInstanceOf(GateClosed.class)
        .hasMessage("the network interface lo has no address to reach 127.0.0.1 from");
  }

  @Test
  void theKernelsChoiceIsTriedThoughItIsTheLoopback() throws Exception {
    Link wwan = new Link("nosuch1", false, WELL, List.of(InetAddress.getByName("192.0.2.1")));
    present.set(List.of(wwan, lo));

    try (GatedSocket gated = connect("!nosuch0")) {
      assertThat(gated.socket().isConnected()).isTrue();
    }
  }

  @Test
  void thatTheServerRefusedSaysMoreThanAClosedGate() throws Exception {
    Link mute = new Link("nosuch1", false, WELL, List.of());
    present.set(List.of(lo, mute));
    InetSocketAddress address = address();
    server.close();
    InterfaceGate both = new InterfaceGate(AllowedLinks.parse("lo,nosuch1"), present::get);
    InterfaceGate reversed = new InterfaceGate(AllowedLinks.parse("nosuch1,lo"), present::get);

    for (InterfaceGate gate : List.of(both, reversed)) {
      assertThatThrownBy(() -> gate.connect(List.of(address), PATIENCE))
          .isNotInstanceOf(GateClosed.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void aLimitIsAsGoodAsTheSystemBindsSockets() {
    InterfaceGate gate = new InterfaceGate(AllowedLinks.parse("lo"), present::get);

    assertThat(gate.weakness().isPresent()).isEqualTo(SocketDevice.refusedBecause().isPresent());
  }
}
