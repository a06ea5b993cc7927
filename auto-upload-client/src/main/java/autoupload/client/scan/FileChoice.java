package autoupload.client.scan;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Filter and sort order of the files that were found.
 *
 * <p>Patterns are those of {@link java.nio.file.FileSystem#getPathMatcher}: {@code *} within a
 * name, {@code **} across folders. One without a {@code /} is matched with the file's own name, one
 * with a {@code /} with the name relative to the folder that is uploaded.
 */
public final class FileChoice {
  /** Sort order: what goes first. */
  public enum Order {
    OLDEST,
    NEWEST,
    SMALLEST,
    LARGEST,
    NAME
  }

  /** What names of files end with that a program has not finished. */
  private static final Set<String> TEMPORARY =
      Set.of("tmp", "temp", "part", "partial", "crdownload", "download", "swp");

  private final Order order;
  private final List<PathMatcher> includes;
  private final List<PathMatcher> excludes;
  private final boolean hiddenToo;

  /**
   * @param includes a file must match one of them; none: every file will do
   * @param excludes a file must match none of them
   * @param hiddenToo whether hidden and temporary names are taken as well
   * @throws IllegalArgumentException if a pattern is malformed
   */
  public FileChoice(Order order, List<String> includes, List<String> excludes, boolean hiddenToo) {
    this.order = order;
    this.includes = includes.stream().map(FileChoice::matcher).toList();
    this.excludes = excludes.stream().map(FileChoice::matcher).toList();
    this.hiddenToo = hiddenToo;
  }

  /** The oldest first; hidden and temporary names are left out. */
  public static FileChoice standard() {
    return new FileChoice(Order.OLDEST, List.of(), List.of(), false);
  }

  private static PathMatcher matcher(String pattern) {
    try {
      PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      return pattern.indexOf('/') >= 0 ? glob : path -> glob.matches(path.getFileName());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + pattern + "' is no pattern: " + e.getDescription(), e);
    }
  }

  /** Whether the file is to be uploaded. */
  boolean takes(Path relative) {
    return (hiddenToo || !isTemporary(relative.getFileName().toString()))
        && (includes.isEmpty() || includes.stream().anyMatch(m -> m.matches(relative)))
        && excludes.stream().noneMatch(m -> m.matches(relative));
  }

  /** Whether what is in the folder may be uploaded. */
  boolean entersFolder(Path relative) {
    return hiddenToo || !relative.getFileName().toString().startsWith(".");
  }

  /** Without a regular expression, which would cost more than the rest of a look at a file. */
  private static boolean isTemporary(String name) {
    int dot = name.lastIndexOf('.');
    return name.startsWith(".")
        || name.startsWith("~$")
        || name.endsWith("~")
        || (dot > 0 && TEMPORARY.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  /** The order; the same files always stand in the same one. */
  Comparator<SettledFile> order() {
    Comparator<SettledFile> byName = (a, b) -> a.name().value().compareTo(b.name().value());
    Comparator<SettledFile> byTime =
        (a, b) -> a.identity().modified().compareTo(b.identity().modified());
    Comparator<SettledFile> bySize =
        (a, b) -> Long.compare(a.identity().size(), b.identity().size());
    return switch (order) {
      case OLDEST -> byTime.thenComparing(byName);
      case NEWEST -> byTime.reversed().thenComparing(byName);
      case SMALLEST -> bySize.thenComparing(byName);
      case LARGEST -> bySize.reversed().thenComparing(byName);
      case NAME -> byName;
    };
  }
}
