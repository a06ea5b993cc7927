package autoupload.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Number of bytes as people write it: {@code 1048576}, or with one of the units {@code K}, {@code
 * M}, {@code G} and {@code T}, which are powers of 1024, such as {@code 50G}, {@code 1.5T} or
 * {@code 500MiB}, in any case. At most 2^62, which is the longest file.
 */
public record ByteSize(long bytes) {
  private static final long MOST = 1L << 62;
  private static final String UNITS = "KMGT";
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,3})?)(?:([KMGT])(?:IB)?)?");

  /**
   * @throws IllegalArgumentException if it is negative or above 2^62
   */
  public ByteSize {
    if (bytes < 0 || bytes > MOST) {
      throw new IllegalArgumentException("a size must be between 0 and 2^62 bytes");
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the text is none; the message quotes nothing
   */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is a number such as 500M, 50G or 1.5T");
    }
    int unit = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor(unit)));
    if (bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
      throw new IllegalArgumentException("a size must be between 0 and 2^62 bytes");
    }
    return new ByteSize(bytes.longValue());
  }

  private static long factor(int unit) {
    return 1L << (10 * unit);
  }

  /** What {@link #parse} makes the same of, in the largest unit that needs no fraction. */
  @Override
  public String toString() {
    int unit = UNITS.length();
    while (unit > 0 && (bytes == 0 || bytes % factor(unit) != 0)) {
      unit--;
    }
    return bytes / factor(unit) + (unit == 0 ? "" : UNITS.substring(unit - 1, unit));
  }

  /** For a sentence: {@code 50 GiB}, {@code 1.5 TiB}, {@code 17 bytes}. */
  public String inWords() {
    int unit = UNITS.length();
    while (unit > 0 && bytes < factor(unit)) {
      unit--;
    }
    if (unit == 0) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    String number = String.format(Locale.ROOT, "%.1f", (double) bytes / factor(unit));
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + UNITS.charAt(unit - 1)
        + "iB";
  }

  /** Converter for the value of an option. */
  public static final class Converter implements ITypeConverter<ByteSize> {
    /** For picocli. */
    public Converter() {}

    @Override
    public ByteSize convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + ", not '" + value + "'");
      }
    }
  }
}
