package autoupload.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class RareLogTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final AtomicLong now = new AtomicLong();
  private final RareLog log = new RareLog(context.getLogger("test"), Level.INFO, now::get);

  @BeforeEach
  void start() {
    logged.start();
    context.getLogger("ROOT").addAppender(logged);
  }

  private List<String> lines() {
    return logged.list.stream()
        .map(LogFormat.TEXT::line)
        .map(line -> line.substring(line.indexOf("knocked")))
        .toList();
  }

  @Test
  void whatHappensAllTheTimeIsSaidOnceAMinuteAndCounted() {
    for (int i = 0; i < 150; i++) {
      String who = "peer-" + i;
      log.say("knocked", line -> line.addKeyValue("peer", who));
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    assertThat(lines())
        .containsExactly(
            "knocked peer=peer-0 unsaid=0",
            "knocked peer=peer-60 unsaid=59",
            "knocked peer=peer-120 unsaid=59");
  }
}
