package autoupload.server.reload;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.operator.OperatorError;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReloadableTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(Reloadable.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final AtomicReference<String> reason = new AtomicReference<>("");
  private Reloadable<Integer> lastGood;
  private int reads;

  @BeforeEach
  void open(@TempDir Path dir) {
    FileChanges changes = new FileChanges(Duration.ZERO, () -> 0, dir.resolve("file"));
    lastGood = new Reloadable<>(changes, this::read, this::read, "unusable");
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void detach() {
    log.detachAppender(logged);
  }

  private int read() {
    if (!reason.get().isEmpty()) {
      throw OperatorError.usage(reason.get());
    }
    return ++reads;
  }

  private long complaints() {
    return logged.list.stream().filter(event -> event.getLevel() == Level.ERROR).count();
  }

  @Test
  void whatIsNoUseIsTriedAgainAndComplainedOfOnceForEachReason() {
    reason.set("one");
    assertThat(lastGood.refresh(true)).isFalse();
    assertThat(lastGood.refresh(false)).isFalse();
    assertThat(complaints()).isEqualTo(1);
    assertThat(lastGood.current()).isEqualTo(1);

    reason.set("another");
    assertThat(lastGood.refresh(false)).isFalse();
    assertThat(complaints()).isEqualTo(2);
    assertThat(lastGood.current()).isEqualTo(1);

    reason.set("");
    assertThat(lastGood.refresh(false)).isTrue();
    assertThat(lastGood.current()).isEqualTo(2);
    assertThat(lastGood.refresh(false)).isFalse(); // nothing changed

    reason.set("another");
    assertThat(lastGood.refresh(true)).isFalse();
    assertThat(complaints()).isEqualTo(3);
  }
}
