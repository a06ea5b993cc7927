package autoupload.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkTest {
  private static final Optional<Boolean> CARRIER = Optional.of(true);

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @Test
  void everyInterfaceOfTheKernelIsThereOnce() throws Exception {
    Path kernel = Path.of("/sys/class/net");
    assumeTrue(Files.isDirectory(kernel), "this is no Linux");
    try (Stream<Path> entries = Files.list(kernel)) {
      List<String> names =
          entries.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();

      assertThat(Link.all().stream().map(Link::name)).containsAll(names).doesNotHaveDuplicates();
    }
  }

  @Test
  void anInterfaceIsUsableWithCarrierWhenUpAndWithAnAddress() throws Exception {
    List<InetAddress> addresses = List.of(address("192.0.2.1"));

    assertThat(Link.trouble(CARRIER, true, addresses)).isEmpty();
    assertThat(Link.trouble(Optional.empty(), true, addresses)).isEmpty();
    assertThat(Link.trouble(Optional.of(false), true, addresses)).hasValue("has no carrier");
    assertThat(Link.trouble(Optional.empty(), false, addresses)).hasValue("is down");
    assertThat(Link.trouble(CARRIER, true, List.of())).hasValue("has no usable address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.1.1", "fe80::1", "0.0.0.0", "224.0.0.1"})
  void anAddressThatLeadsNowhereMakesNoInterfaceUsable(String literal) throws Exception {
    Link link = new Link("eth0", false, Optional.empty(), List.of(address(literal)));

    assertThat(Link.trouble(CARRIER, true, link.addresses())).hasValue("has no usable address");
    assertThat(link.speaksWith(address(literal))).isFalse();
  }

  @Test
  void anInterfaceSpeaksWithServersOfItsOwnFamily() throws Exception {
    Link four = new Link("eth0", false, Optional.empty(), List.of(address("192.0.2.1")));
    Link six = new Link("eth0", false, Optional.empty(), List.of(address("2001:db8::1")));

    assertThat(four.speaksWith(address("198.51.100.1"))).isTrue();
    assertThat(four.speaksWith(address("2001:db8::2"))).isFalse();
    assertThat(six.speaksWith(address("2001:db8::2"))).isTrue();
    assertThat(six.speaksWith(address("198.51.100.1"))).isFalse();
  }
}
