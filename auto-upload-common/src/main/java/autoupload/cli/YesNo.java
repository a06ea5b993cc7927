package autoupload.cli;

import java.util.Locale;
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
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "y", "yes", "true" -> true;
      case "n", "no", "false" -> false;
      default -> throw new TypeConversionException("expected y or n (or yes, no, true, false)");
    };
  }
}
