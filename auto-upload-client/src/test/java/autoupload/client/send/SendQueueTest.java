package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.content.PlainContent;
import autoupload.client.journal.Sent;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private final SendQueue queue = new SendQueue();

  private void add(String... names) {
    for (String name : names) {
      queue.add(new PlainContent(file(name), changed -> List.of()));
    }
  }

  private static SettledFile file(String name) {
    return file(name, 1);
  }

  private static SettledFile file(String name, long size) {
    return new SettledFile(
        Path.of("/folder"), new UploadName(name), new FileIdentity(size, Instant.EPOCH, name));
  }

  private Outgoing next() {
    return queue.poll().orElseThrow();
  }

  private static List<String> names(List<SettledFile> files) {
    return files.stream().map(file -> file.name().value()).toList();
  }

  /** Takes everything that may be offered now. */
  private List<String> drain() {
    List<SettledFile> files = new ArrayList<>();
    for (Optional<Outgoing> o = queue.poll(); o.isPresent(); o = queue.poll()) {
      files.add(o.get().file());
    }
    return names(files);
  }

  @Test
  void keepsTheOrder() {
    add("b", "a", "c");

    assertThat(queue.files()).hasSize(3);
    assertThat(names(queue.files())).containsExactly("b", "a", "c");
    assertThat(drain()).containsExactly("b", "a", "c");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatWasLostComesFirstAgainInItsOrder() {
    add("a", "b", "c", "d");
    Outgoing a = next();
    Outgoing b = next();
    queue.putBack(List.of(a, b));

    assertThat(drain()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void whatRestsIsNotOfferedBeforeItsTimeButStillWaits() {
    add("a", "b");
    Outgoing a = next();
    assertThat(a.retryAfter(Duration.ofHours(1), 8)).isTrue();
    queue.rest(a);

    assertThat(drain()).containsExactly("b");
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.files()).hasSize(1);
    assertThat(names(queue.files())).containsExactly("a");
    assertThat(queue.nanosUntilNext()).hasValueSatisfying(n -> assertThat(n).isPositive());
  }

  @Test
  void whoseTimeHasComeGoesBeforeTheOthersTheEarliestFirst() {
    add("a", "b", "c");
    Outgoing a = next();
    Outgoing b = next();
    b.retryAfter(Duration.ZERO, 8);
    queue.rest(b);
    a.retryAfter(Duration.ZERO, 8);
    queue.rest(a);

    assertThat(queue.nanosUntilNext()).contains(0L);
    assertThat(drain()).containsExactly("b", "a", "c");
    assertThat(queue.nanosUntilNext()).isEmpty();
  }

  @Test
  void noServerMakesAFileRestForLongerThanFiveMinutes() {
    add("a");
    Outgoing a = next();
    a.retryAfter(Duration.ofSeconds(0xffff_ffffL), 8);

    assertThat(Duration.ofNanos(a.nanosUntilReady())).isLessThanOrEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void eightRefusalsAreTooManyAlsoOverSeveralConnections() {
    add("a");
    for (int i = 1; i < 8; i++) {
      Outgoing a = next();
      assertThat(a.retryAfter(Duration.ZERO, 8)).isTrue();
      queue.putBack(List.of(a));
    }
    assertThat(next().retryAfter(Duration.ZERO, 8)).isFalse();
  }

  @Test
  void whatWasSentOnALostConnectionCountsNoMoreButKnownChunksDo() {
    add("a");
    Outgoing a = next();
    a.sent(Sent.plain(a.file(), ContentDigest.of(1, new byte[32])), true);
    a.content().remember(List.of(new byte[32]));
    a.content().remember(List.of());
    queue.putBack(List.of(a));

    Outgoing again = next();
    assertThat(again.sent()).isEmpty();
    assertThat(again.wasProven()).isFalse();
    assertThat(again.content().knownChunks()).hasSize(1);
  }

  @Test
  void whereOneHasNoRoomNoLargerOneIsOffered() {
    for (int size : new int[] {50, 60, 40, 50, 10}) {
      queue.add(new PlainContent(file("f" + size, size), changed -> List.of()));
    }
    queue.addKnown(new PlainContent(file("known", 70), changed -> List.of()));

    queue.noRoom(next(), new ServerCondition("full", Duration.ofSeconds(30)));

    assertThat(drain()).containsExactly("f40", "f10", "known");
    assertThat(names(queue.setAside())).containsExactly("f50", "f60", "f50");
    assertThat(queue.condition()).hasValueSatisfying(e -> assertThat(e).hasMessage("full"));
    assertThat(queue.isEmpty()).isTrue();
  }
}
