package autoupload.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedLinksTest {
  private static final InetAddress WLAN_ADDRESS = address("192.0.2.10");
  private static final InetAddress WWAN_ADDRESS = address("198.51.100.20");
  private static final Optional<String> WELL = Optional.empty();

  private static final Link LO = new Link("lo", true, WELL, List.of(address("127.0.0.1")));
  private static final Link WLAN = new Link("wlan0", false, WELL, List.of(WLAN_ADDRESS));
  private static final Link WWAN = new Link("wwan0", false, WELL, List.of(WWAN_ADDRESS));
  private static final Link ETH =
      new Link("eth0", false, Optional.of("has no carrier"), List.of(address("203.0.113.30")));
  private static final List<Link> PRESENT = List.of(LO, ETH, WLAN, WWAN);

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> candidates(String list, Optional<String> kernelsChoice) {
    return AllowedLinks.parse(list).candidates(PRESENT, kernelsChoice).stream()
        .map(Link::name)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "N", "no", " n "})
  void noMeansAnyInterface(String list) {
    AllowedLinks allowed = AllowedLinks.parse(list);

    assertThat(allowed.isAny()).isTrue();
    assertThat(allowed.closedBecause(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "wlan0,",
        ",wlan0",
        "wlan0,,eth0",
        "!",
        "!!wwan0",
        "wlan0,!",
        "wl an0",
        "wlan0\neth0",
        "wlan0/1",
        "wlan0:1",
        "wlan0;eth0",
        "..",
        "!.",
        "sixteen-bytes-xx",
        "wlan0,!wlan0"
      })
  void aMalformedListIsRefused(String list) {
    assertThatThrownBy(() -> AllowedLinks.parse(list)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMessageSaysWhatWasExpected() {
    assertThatThrownBy(() -> AllowedLinks.parse("wlan0,")).hasMessageContaining("wlan0,eth0");
    assertThatThrownBy(() -> AllowedLinks.parse("a,!a")).hasMessageContaining("a is both");
  }

  @Test
  void blanksAroundNamesAndRepeatedNamesAreHarmless() {
    assertThat(AllowedLinks.parse(" wlan0, eth0 ,wlan0 ").wanted())
        .containsExactly("wlan0", "eth0");
  }

  @Test
  void thoseWantedAreTriedInTheirOrder() {
    assertThat(candidates("wwan0,wlan0", Optional.of("wlan0"))).containsExactly("wwan0", "wlan0");
  }

  @Test
  void thoseThatAreMissingOrUnusableAreLeftOut() {
    assertThat(candidates("ppp0,eth0,wlan0", Optional.empty())).containsExactly("wlan0");
  }

  @Test
  void nothingButWhatWasWantedIsTried() {
    assertThat(candidates("eth0", Optional.of("wwan0"))).isEmpty();
    assertThat(candidates("wlan0,!wwan0", Optional.of("wwan0"))).containsExactly("wlan0");
  }

  @Test
  void thoseForbiddenAreNeverTried() {
    assertThat(candidates("!wwan0", Optional.of("wwan0"))).containsExactly("wlan0");
    assertThat(candidates("!wwan0,!wlan0", Optional.of("wwan0"))).isEmpty();
  }

  @Test
  void withOnlyForbiddenOnesTheKernelsChoiceComesFirst() {
    assertThat(candidates("!ppp0", Optional.of("wwan0"))).containsExactly("wwan0", "wlan0");
  }

  @Test
  void theLoopbackIsTriedIfItIsWantedOrLeadsToTheServer() {
    assertThat(candidates("lo", Optional.empty())).containsExactly("lo");
    assertThat(candidates("!wwan0", Optional.of("lo"))).containsExactly("lo", "wlan0");
    assertThat(candidates("!lo", Optional.of("lo"))).containsExactly("wlan0", "wwan0");
  }

  @Test
  void theGateIsOpenIfOneOfThemIsUsable() {
    assertThat(AllowedLinks.parse("eth0,wlan0").closedBecause(PRESENT)).isEmpty();
    assertThat(AllowedLinks.parse("!wwan0").closedBecause(PRESENT)).isEmpty();
  }

  @Test
  void theReasonNamesEachOfThem() {
    assertThat(AllowedLinks.parse("eth0,ppp0").closedBecause(PRESENT))
        .hasValue("the network interface eth0 has no carrier; there is no network interface ppp0");
  }

  @Test
  void theLoopbackAloneDoesNotOpenTheGateToOthers() {
    assertThat(AllowedLinks.parse("!wwan0").closedBecause(List.of(LO, ETH, WWAN)))
        .hasValue("no network interface is usable besides wwan0");
  }

  @Test
  void aBoundConnectionGoesOnWhileItsInterfaceIsUsableAndHasItsAddress() {
    assertThat(AllowedLinks.endsBound(PRESENT, "wlan0", WLAN_ADDRESS)).isEmpty();
    assertThat(AllowedLinks.endsBound(PRESENT, "wlan0", WWAN_ADDRESS))
        .hasValue("the network interface wlan0 does not have the address 198.51.100.20");
    assertThat(AllowedLinks.endsBound(PRESENT, "eth0", address("203.0.113.30")))
        .hasValue("the network interface eth0 has no carrier");
    assertThat(AllowedLinks.endsBound(List.of(LO), "wlan0", WLAN_ADDRESS))
        .hasValue("there is no network interface wlan0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wlan0", "!wwan0", "eth0,wlan0", "wlan0,!wwan0"})
  void anUnboundConnectionIsJudgedByItsLocalAddress(String list) {
    AllowedLinks allowed = AllowedLinks.parse(list);

    assertThat(allowed.endsUnbound(PRESENT, WLAN_ADDRESS)).isEmpty();
    assertThat(allowed.endsUnbound(PRESENT, WWAN_ADDRESS))
        .hasValue("the route to the server leaves through wwan0");
    assertThat(allowed.endsUnbound(PRESENT, address("192.0.2.99"))).isPresent();
  }

  @Test
  void anAddressThatAForbiddenInterfaceHasTooProvesNothing() {
    List<Link> present = new ArrayList<>(PRESENT);
    present.add(new Link("ppp0", false, WELL, List.of(WLAN_ADDRESS)));

    assertThat(AllowedLinks.parse("wlan0").endsUnbound(present, WLAN_ADDRESS))
        .hasValue("the route to the server leaves through ppp0");
  }

  @Test
  void anUnboundConnectionEndsWithItsInterface() {
    assertThat(AllowedLinks.parse("eth0").endsUnbound(PRESENT, address("203.0.113.30")))
        .hasValue("the network interface eth0 has no carrier");
  }
}
