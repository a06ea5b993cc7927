package autoupload.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converter for a length of time: a number of seconds, or a number with one of the units {@code
 * ms}, {@code s}, {@code m} (minutes), {@code h} and {@code d} (days), such as {@code 10}, {@code
 * 0.5s} or {@code 3d}. At most 36,500 days, which every clock can count in nanoseconds.
 */
public final class TimeSpan implements ITypeConverter<Duration> {
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|d|)");

  @Override
  public Duration convert(String value) {
    Matcher matcher = FORM.matcher(value.strip());
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "expected a length of time such as 10, 10s, 5m, 2h or 3d, not '" + value + "'");
    }
    long unitMillis =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> 1000;
        };
    BigDecimal millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitMillis));
    Duration span = Duration.ofMillis(millis.longValue());
    if (span.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "expected a length of time of at most 36500d, not '" + value + "'");
    }
    return span;
  }
}
