package autoupload.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** No log line fills a disk, however often somebody brings it about. */
class RepeatFilterTest {
  private static final Path SOURCES = Path.of("src/main/java/autoupload/server");
  private static final Pattern EVENT =
      Pattern.compile("(?:setMessage\\(|\\bat\\((?:Level\\.)?\\w+,|\\bof\\()\\s*\"([^\"]+)\"");
  private static final Pattern MARKER = Pattern.compile("addMarker\\(Limit\\.");

  private enum Cause {
    ONE,
    ANOTHER
  }

  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void start() {
    RepeatFilter filter = new RepeatFilter(now::get);
    filter.start();
    logged.addFilter(filter);
    logged.start();
    context.getLogger("ROOT").addAppender(logged);
  }

  private LoggingEventBuilder event(String words) {
    return context.getLogger("test").atLevel(Level.INFO).setMessage(words);
  }

  private List<String> lines(String from) {
    return logged.list.stream()
        .map(LogFormat.TEXT::line)
        .map(line -> line.substring(line.indexOf(from)))
        .toList();
  }

  private static String source(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** Every event of the server's log. */
  static List<String> events() throws IOException {
    List<String> events =
        sources().stream()
            .flatMap(file -> EVENT.matcher(source(file)).results())
            .map(found -> found.group(1))
            .distinct()
            .sorted()
            .toList();
    assertThat(events).hasSizeGreaterThan(25).contains("refused", "already stored", "cut off");
    return events;
  }

  @ParameterizedTest
  @MethodSource("events")
  void ofEveryEventThereIsOneLineAMinuteForEachCauseAndSource(String words) {
    UserName user = new UserName("alice");
    ClientId client = ClientId.random();
    for (int i = 0; i < 200; i++) {
      for (Cause cause : Cause.values()) {
        event(words)
            .addKeyValue("user", user)
            .addKeyValue("client", client)
            .addKeyValue("peer", "192.0.2.1:" + (1000 + i))
            .addKeyValue("code", cause)
            .addKeyValue("cause", "what the client called it " + i)
            .addKeyValue("name", "file" + i)
            .log();
      }
    }
    assertThat(logged.list).hasSize(2);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    event(words).addKeyValue("user", user).addKeyValue("client", client).log();
    assertThat(lines(words)).hasSize(3);
  }

  /** Each of these may be written more often; a reason stands at {@link Limit}. */
  @Test
  void onlyTheseAreLimitedOtherwise() throws IOException {
    Map<String, Long> marked = new TreeMap<>();
    for (Path file : sources()) {
      long count = MARKER.matcher(source(file)).results().count();
      if (count > 0) {
        marked.put(file.getFileName().toString(), count);
      }
    }
    assertThat(marked)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                // a login, and the end of its connection: ten a minute; a guess, which is slowed
                // down; a file that is stored, and takes room on the disk
                "EventLog.java", 4L,
                "AccountSource.java", 3L, // what the operator wrote into the password file
                "Reloadable.java", 1L, // the same, where it is no use
                "ReloadedTls.java", 1L)); // a new certificate
  }

  @Test
  void whatHappensAllTheTimeIsSaidOnceAMinuteAndCounted() {
    for (int i = 0; i < 150; i++) {
      event("knocked").addKeyValue("peer", "192.0.2.1:" + i).log();
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(lines("knocked"))
        .containsExactly(
            "knocked peer=192.0.2.1:0",
            "knocked peer=192.0.2.1:60 unsaid=59",
            "knocked peer=192.0.2.1:120 unsaid=59");
  }

  @Test
  void aMarkerAllowsMore() {
    for (int i = 0; i < 100; i++) {
      event("always").addMarker(Limit.NONE).addKeyValue("peer", "192.0.2.1:1").log();
      event("often").addMarker(Limit.TEN_A_MINUTE).addKeyValue("peer", "192.0.2.1:1").log();
    }
    assertThat(logged.list).filteredOn(e -> e.getMessage().equals("always")).hasSize(100);
    assertThat(logged.list).filteredOn(e -> e.getMessage().equals("often")).hasSize(10);
  }

  @Test
  void aNameThatIsOnlyClaimedIsNoSource() {
    for (int i = 0; i < 100; i++) {
      event("refused").addKeyValue("user", "user" + i).addKeyValue("peer", "[::1]:" + i).log();
    }
    assertThat(logged.list).hasSize(1);
  }

  @Test
  void devicesAndAddressesAreToldApart() {
    for (int i = 0; i < 100; i++) {
      event("a").addKeyValue("user", new UserName("u" + i % 5)).addKeyValue("peer", "x:1").log();
      event("b").addKeyValue("peer", "192.0.2." + i % 5 + ":1").log();
    }
    assertThat(logged.list).hasSize(10);
  }

  @Test
  void whatTheServerSaysOfItselfIsToldApartByItsTexts() {
    for (int i = 0; i < 100; i++) {
      event("failed").addKeyValue("folder", "f" + i % 2).addKeyValue("count", i).log();
    }
    assertThat(logged.list).hasSize(2);
  }

  @Test
  void aCrowdIsBoundedAndCountedToo() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5 * RepeatLimit.KEYS; i++) {
        event("knocked").addKeyValue("peer", "peer" + i + ":1").log();
      }
    }
    assertThat(logged.list).hasSize(RepeatLimit.KEYS);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    event("knocked").addKeyValue("peer", "another:1").log();
    int others = 9 * RepeatLimit.KEYS - (RepeatLimit.KEYS - 1); // those of the windows still open
    assertThat(lines("knocked")).last().isEqualTo("knocked peer=another:1 unsaid=" + others);
  }
}
