package autoupload.gate;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Allow list and deny list of network interfaces. If any is wanted by name, only those are allowed,
 * in that order; otherwise all but the loopback are. A forbidden interface is never allowed.
 */
record AllowedLinks(Set<String> wanted, Set<String> forbidden) {
  static final AllowedLinks ANY = new AllowedLinks(Set.of(), Set.of());

  AllowedLinks {
    wanted = Collections.unmodifiableSet(new LinkedHashSet<>(wanted)); // Set.copyOf has no order
    forbidden = Collections.unmodifiableSet(new LinkedHashSet<>(forbidden));
  }

  /** What Linux takes for a name (dev_valid_name in net/core/dev.c), and no separator. */
  private static final Pattern NAME = Pattern.compile("[^\\s/:;,!\\p{Cntrl}]{1,15}");

  /**
   * Reads {@code wlan0}, {@code wlan0,eth0}, {@code !wwan0} or a mixture; {@code n} and {@code no}
   * allow every interface. Nothing at all does not: it may be a variable that was never set.
   *
   * @throws IllegalArgumentException if it is none of these, or leaves no interface
   */
  static AllowedLinks parse(String text) {
    if (Set.of("n", "no").contains(text.strip().toLowerCase(Locale.ROOT))) {
      return ANY;
    }
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> forbidden = new LinkedHashSet<>();
    for (String item : text.split(",", -1)) {
      String entry = item.strip();
      boolean forbids = entry.startsWith("!");
      String name = forbids ? entry.substring(1) : entry;
      if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "expected n, or names of network interfaces such as wlan0 or wlan0,eth0 or !wwan0, not '"
                + text
                + "'");
      }
      (forbids ? forbidden : wanted).add(name);
    }
    for (String name : wanted) {
      if (forbidden.contains(name)) {
        throw new IllegalArgumentException(name + " is both allowed and forbidden");
      }
    }
    return new AllowedLinks(wanted, forbidden);
  }

  boolean isAny() {
    return wanted.isEmpty() && forbidden.isEmpty();
  }

  boolean allow(String name) {
    return !forbidden.contains(name) && (wanted.isEmpty() || wanted.contains(name));
  }

  /**
   * The interfaces to try, best first: as they were wanted; or, where none was wanted by name, the
   * one the kernel would take itself, if that is allowed, before the others. Only that one may be
   * the loopback.
   *
   * @param kernelsChoice by name, where it is known
   */
  List<Link> candidates(List<Link> present, Optional<String> kernelsChoice) {
    List<Link> candidates = new ArrayList<>();
    if (wanted.isEmpty()) {
      Predicate<Link> chosen = link -> kernelsChoice.equals(Optional.of(link.name()));
      present.stream().filter(chosen).forEach(candidates::add);
      present.stream()
          .filter(chosen.negate())
          .filter(link -> !link.loopback())
          .forEach(candidates::add);
    } else {
      wanted.stream()
          .map(name -> find(present, name))
          .flatMap(Optional::stream)
          .forEach(candidates::add);
    }
    candidates.removeIf(link -> !link.usable() || !allow(link.name()));
    return candidates;
  }

  /** Why no interface can be used, as a sentence for people; empty if one can. */
  Optional<String> closedBecause(List<Link> present) {
    if (isAny() || !candidates(present, Optional.empty()).isEmpty()) {
      return Optional.empty();
    }
    if (wanted.isEmpty()) {
      return Optional.of("no network interface is usable besides " + String.join(", ", forbidden));
    }
    List<String> reasons =
        wanted.stream().map(name -> unusable(present, name)).flatMap(Optional::stream).toList();
    return Optional.of(String.join("; ", reasons));
  }

  /** Why the connection that was bound to an interface may not go on; empty if it may. */
  static Optional<String> endsBound(List<Link> present, String bound, InetAddress local) {
    Optional<String> unusable = unusable(present, bound);
    if (unusable.isPresent() || find(present, bound).filter(link -> link.has(local)).isPresent()) {
      return unusable;
    }
    return Optional.of(
        "the network interface " + bound + " does not have the address " + local.getHostAddress());
  }

  /**
   * Why a connection that is bound to no interface may not go on; empty if it may. The interface is
   * told by the address that the kernel chose there. Where several have that address, all of them
   * must be allowed.
   */
  Optional<String> endsUnbound(List<Link> present, InetAddress local) {
    List<Link> owners = present.stream().filter(link -> link.has(local)).toList();
    if (owners.isEmpty()) {
      return Optional.of(
          "no network interface has the address " + local.getHostAddress() + " any more");
    }
    for (Link owner : owners) {
      if (!allow(owner.name())) {
        return Optional.of("the route to the server leaves through " + owner.name());
      }
    }
    return owners.stream().anyMatch(Link::usable)
        ? Optional.empty()
        : unusable(present, owners.get(0).name());
  }

  private static Optional<Link> find(List<Link> present, String name) {
    return present.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  private static Optional<String> unusable(List<Link> present, String name) {
    Optional<Link> found = find(present, name);
    if (found.isEmpty()) {
      return Optional.of("there is no network interface " + name);
    }
    return found.get().trouble().map(trouble -> "the network interface " + name + " " + trouble);
  }
}
