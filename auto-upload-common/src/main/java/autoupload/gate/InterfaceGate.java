package autoupload.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limit of uploads to some of the network interfaces: connections are made over these only, and end
 * when their interface is not usable any more. An interface is usable if it is up, has a carrier
 * and an address that is not link-local. A tunnel counts as an interface of its own, whatever
 * carries it.
 */
public final class InterfaceGate {
  private final AllowedLinks allowed;
  private final Supplier<List<Link>> links;

  /** Where the interfaces that are present can be looked up, again and again. */
  InterfaceGate(AllowedLinks allowed, Supplier<List<Link>> links) {
    this.allowed = allowed;
    this.links = links;
  }

  /** Every interface will do. */
  public static InterfaceGate any() {
    return new InterfaceGate(AllowedLinks.ANY, Link::all);
  }

  /**
   * The interfaces of a list with commas. Those named are allowed, and no others; they are tried in
   * that order. A name after {@code !} is forbidden; a list of nothing but such allows all others,
   * except the loopback. {@code n} alone allows every interface.
   *
   * @throws IllegalArgumentException if it is no such list; the message says what was expected
   */
  public static InterfaceGate parse(String list) {
    return new InterfaceGate(AllowedLinks.parse(list), Link::all);
  }

  /** Why nothing may be uploaded now, as a sentence for people; empty when all is well. */
  public Optional<String> closedBecause() {
    return allowed.isAny() ? Optional.empty() : allowed.closedBecause(links.get());
  }

  /**
   * Why the limit is worth less than it should be, as a sentence for people; empty if a connection
   * can be bound to its interface, so that not a byte leaves through another one. Otherwise {@link
   * #connect} still looks where the way to the server leads, before and during a transfer.
   */
  public Optional<String> weakness() {
    if (allowed.isAny()) {
      return Optional.empty();
    }
    return SocketDevice.refusedBecause()
        .map(
            reason ->
                "connections cannot be bound to a network interface ("
                    + reason
                    + "): when the route changes during an upload, up to 2 seconds of it may leave"
                    + " through another interface");
  }

  /**
   * Connects to the first of the addresses that answers, over the first of the usable interfaces
   * that leads there; each try takes at most {@code timeout}.
   *
   * @param servers the addresses of one server, resolved; at least one
   * @throws GateClosed if there is no interface that may be used
   * @throws IOException if the server cannot be reached over those that may
   */
  public GatedSocket connect(List<InetSocketAddress> servers, Duration timeout) throws IOException {
    if (allowed.isAny()) {
      return first(servers, server -> GatedSocket.connectAnyhow(server, timeout));
    }
    List<Link> present = links.get();
    Optional<String> reason = allowed.closedBecause(present);
    if (reason.isPresent()) {
      throw new GateClosed(reason.get());
    }
    try {
      return first(
          allowed.candidates(present, kernelsChoice(present, servers)),
          link ->
              first(
                  servers,
                  server -> GatedSocket.connectOver(link, allowed, links, server, timeout)));
    } catch (SocketDevice.BindRefused e) {
      return first(servers, server -> GatedSocket.connectUnbound(allowed, links, server, timeout));
    }
  }

  private static Optional<String> kernelsChoice(
      List<Link> present, List<InetSocketAddress> servers) {
    try {
      InetAddress local = first(servers, RouteProbe::localAddressTowards);
      return present.stream().filter(link -> link.has(local)).map(Link::name).findFirst();
    } catch (IOException e) {
      return Optional.empty(); // no route at all
    }
  }

  /** Attempt in one of several ways. */
  @FunctionalInterface
  private interface Trial<T, R, X extends Exception> {
    R with(T way) throws IOException, X;
  }

  /** Tries one after the other; that a server did not answer says more than a closed gate. */
  private static <T, R, X extends Exception> R first(List<T> ways, Trial<T, R, X> attempt)
      throws IOException, X {
    Optional<IOException> failure = Optional.empty();
    for (T way : ways) {
      try {
        return attempt.with(way);
      } catch (IOException e) {
        if (failure.isEmpty() || !(e instanceof GateClosed)) {
          failure = Optional.of(e);
        }
      }
    }
    throw failure.orElseThrow(() -> new GateClosed("there is no way to the server"));
  }
}
