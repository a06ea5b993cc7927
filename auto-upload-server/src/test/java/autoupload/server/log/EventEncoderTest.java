package autoupload.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.operator.OneLine;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.spi.LoggingEventBuilder;

/** Round trip of log lines: any value can be read back, and no value is taken for a line. */
class EventEncoderTest {
  private static final int LINES = 5_000;

  /** What somebody would put into a name to forge a line, or to play with a terminal. */
  private static final List<String> NASTY =
      List.of(
          "\n2026-01-01T00:00:00.000Z INFO  stored user=alice",
          " user=root ",
          "\" level=\"ERROR",
          "\\",
          "\\\"",
          "\\u0041",
          "{}",
          "=",
          "\u001b[2J\u001b]0;title\u0007",
          "\u009b31m",
          "\r",
          "\t",
          "\u0085",
          "\u2028",
          "\u202egpj.exe",
          "\u2066",
          "\u00a0",
          "\u3000",
          "\ud83d",
          "\ude00",
          "👩\u200d🚀",
          "%n%msg",
          "${jndi:ldap://x}");

  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final EventEncoder encoder = new EventEncoder();

  @BeforeEach
  void start() {
    logged.start();
    context.getLogger("ROOT").addAppender(logged);
  }

  private LoggingEventBuilder info() {
    return context.getLogger("test").atInfo();
  }

  private String encodedAs(LogFormat format) {
    encoder.use(format);
    return new String(encoder.encode(logged.list.get(0)), StandardCharsets.UTF_8);
  }

  private static Map<String, String> parse(LogFormat format, String line) {
    return format == LogFormat.TEXT ? LoggedLine.ofText(line) : LoggedLine.ofJson(line);
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(NASTY.get(random.nextInt(NASTY.size())));
        case 1 -> text.append((char) random.nextInt(0x300));
        case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        default -> text.append("name").append(random.nextInt(100));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void everyLineSaysWhatWasLogged(LogFormat format) {
    Random random = new Random(20261126);
    for (int i = 0; i < LINES; i++) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (int field = random.nextInt(6); field > 0; field--) {
        fields.put("key_" + field, anyText(random));
      }
      LoggingEventBuilder event = info().setMessage("it happened again");
      for (Map.Entry<String, String> field : fields.entrySet()) {
        event = event.addKeyValue(field.getKey(), field.getValue());
      }
      logged.list.clear();
      event.addKeyValue("count", i).log();

      String encoded = encodedAs(format);

      assertThat(encoded).endsWith("\n").doesNotStartWith("\t");
      String line = encoded.substring(0, encoded.length() - 1);
      assertThat(line.codePoints().filter(OneLine::isUnfit).toArray()).as(line).isEmpty();
      Map<String, String> parsed = parse(format, line);
      assertThat(parsed.remove("time"))
          .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}(Z|[+-]\\d\\d:\\d\\d)");
      assertThat(parsed.remove("level")).isEqualTo("INFO");
      assertThat(parsed.remove("event")).isEqualTo("it happened again");
      assertThat(parsed.remove("count")).isEqualTo(Integer.toString(i));
      assertThat(parsed).as(line).isEqualTo(fields);
    }
  }

  @Test
  void plainTextIsReadableAsItIs() {
    info()
        .setMessage("already stored")
        .addKeyValue("user", "zoë")
        .addKeyValue("size", 5L)
        .addKeyValue("name", "a b.mp4")
        .addKeyValue("device", "")
        .addKeyValue("cause", "a=b")
        .log();

    assertThat(encodedAs(LogFormat.TEXT))
        .endsWith(
            " INFO  already stored user=zoë size=5 name=\"a b.mp4\" device=\"\" cause=\"a=b\"\n");
    assertThat(encodedAs(LogFormat.JSON))
        .startsWith("{\"time\":\"")
        .endsWith(
            ",\"level\":\"INFO\",\"event\":\"already stored\",\"user\":\"zoë\",\"size\":5,"
                + "\"name\":\"a b.mp4\",\"device\":\"\",\"cause\":\"a=b\"}\n");
  }

  @Test
  void aStackTraceForgesNoLine() {
    IOException thrown = new IOException("odd\n2026-01-01T00:00:00.000Z INFO  stored\u001b[2J");
    info().setMessage("failed").addKeyValue("user", "alice").setCause(thrown).log();

    List<String> text = encodedAs(LogFormat.TEXT).lines().toList();
    assertThat(text.get(0)).endsWith(" failed user=alice");
    assertThat(text.subList(1, text.size()))
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.startsWith("\t"))
        .anyMatch(line -> line.contains("EventEncoderTest"))
        .noneMatch(line -> line.contains("\u001b"));

    String json = encodedAs(LogFormat.JSON);
    assertThat(json).hasLineCount(1);
    assertThat(LoggedLine.ofJson(json.strip()).get("exception"))
        .startsWith("java.io.IOException: odd\n2026")
        .contains("EventEncoderTest");
  }
}
