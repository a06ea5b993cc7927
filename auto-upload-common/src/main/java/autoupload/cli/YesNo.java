package autoupload.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converter for {@code y}, {@code yes}, {@code true}, {@code n}, {@code no} and {@code false} in
 * any case, for an option such as {@code @Option(names = "-d", arity = "1", converter =
 * YesNo.class)}. The arity is needed: without it picocli takes a boolean for a flag.
 */
public final class YesNo implements ITypeConverter<Boolean> {
  @Override
  public Boolean convert(String value) {
    return parse(value)
        .orElseThrow(
            () -> new TypeConversionException("expected y or n (or yes, no, true, false)"));
  }

  static Optional<Boolean> parse(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "y", "yes", "true" -> Optional.of(true);
      case "n", "no", "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
