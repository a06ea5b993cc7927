package autoupload.client.scan;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which of the files that were found are uploaded, and in which order.
 *
 * <p>Patterns are those of {@link java.nio.file.FileSystem#getPathMatcher}: {@code *} within a
 * name, {@code **} across folders. One without a {@code /} is matched with the file's own name, one
 * with a {@code /} with the name relative to the folder that is uploaded.
 */
public final class FileChoice {
  /** What goes first. */
  public enum Order {
    OLDEST,
    NEWEST,
    SMALLEST,
    LARGEST,
    NAME
  }

  /** What programs call files that they have not finished, whatever their folder. */
  private static final Pattern TEMPORARY =
      Pattern.compile(".*(~|\\.(tmp|temp|part|partial|crdownload|download|swp))|~\\$.*");

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
    return (hiddenToo || !isTemporary(relative))
        && (includes.isEmpty() || includes.stream().anyMatch(m -> m.matches(relative)))
        && excludes.stream().noneMatch(m -> m.matches(relative));
  }

  /** Whether what is in the folder may be uploaded. */
  boolean entersFolder(Path relative) {
    return hiddenToo || !relative.getFileName().toString().startsWith(".");
  }

  private static boolean isTemporary(Path relative) {
    String name = relative.getFileName().toString();
    return name.startsWith(".") || TEMPORARY.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** The order; the same files always stand in the same one. */
  Comparator<SettledFile> order() {
    Comparator<SettledFile> byName = Comparator.comparing(file -> file.name().value());
    Comparator<SettledFile> byTime = Comparator.comparing(file -> file.identity().modified());
    Comparator<SettledFile> bySize = Comparator.comparingLong(file -> file.identity().size());
    return switch (order) {
      case OLDEST -> byTime.thenComparing(byName);
      case NEWEST -> byTime.reversed().thenComparing(byName);
      case SMALLEST -> bySize.thenComparing(byName);
      case LARGEST -> bySize.reversed().thenComparing(byName);
      case NAME -> byName;
    };
  }
}
