package autoupload.client.report;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words for how far a pass is.
 *
 * @param name of the file under way, as it is shown
 * @param file its number, the first being 1
 * @param files how many there are
 * @param done in bytes, of all of them
 * @param bytes of all of them
 * @param rate in bytes per second; 0 if it is not known
 */
record ProgressLine(String name, int file, int files, long done, long bytes, long rate) {
  private static final String GAP = "  ";

  /** Columns that a name is worth more than the counts. */
  private static final int NAME_COLUMNS = 16;

  private static final int LEAST_NAME_COLUMNS = 5;

  private String percent() {
    long whole = bytes == 0 ? 100 : (long) Math.min(100, 100.0 * done / bytes);
    return whole + " %";
  }

  private String count() {
    return "file " + file + " of " + files;
  }

  private String amount() {
    return Amount.size(done) + " of " + Amount.size(bytes);
  }

  private Optional<String> rateInWords() {
    return rate > 0 ? Optional.of(Amount.size(rate) + "/s") : Optional.empty();
  }

  private Optional<String> left() {
    return rate > 0 && done < bytes
        ? Optional.of(duration((bytes - done) / rate) + " left")
        : Optional.empty();
  }

  /** All of it, for a log. */
  String inFull() {
    return Stream.of(
            Optional.of("uploading " + name + ": " + percent()),
            Optional.of(count()),
            Optional.of(amount()),
            rateInWords(),
            left())
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  /** As much as so many columns of a terminal take, the least important left out. */
  String inColumns(int columns) {
    int room = columns - percent().length();
    Optional<String> rates = ifRoom(rateInWords(), room);
    room -= width(rates);
    Optional<String> times = ifRoom(left(), room);
    room -= width(times);
    int forName = GAP.length() + Math.min(NAME_COLUMNS, columnsOf(name));
    Optional<String> counts = ifRoom(Optional.of(count()), room - forName);
    room -= width(counts);
    Optional<String> amounts = ifRoom(Optional.of(amount()), room - forName);
    room -= width(amounts) + GAP.length();
    Optional<String> names =
        room < LEAST_NAME_COLUMNS ? Optional.empty() : Optional.of(shortened(name, room));
    return Stream.of(Optional.of(percent()), counts, names, amounts, rates, times)
        .flatMap(Optional::stream)
        .collect(Collectors.joining(GAP));
  }

  private static Optional<String> ifRoom(Optional<String> part, int room) {
    return part.filter(text -> GAP.length() + text.length() <= room);
  }

  private static int width(Optional<String> part) {
    return part.map(text -> GAP.length() + text.length()).orElse(0);
  }

  /** Its end tells more than its beginning, which files of one camera share. */
  private static String shortened(String name, int columns) {
    if (columnsOf(name) <= columns) {
      return name;
    }
    int[] points = name.codePoints().toArray();
    int from = points.length;
    int used = "...".length();
    while (from > 0 && used + columnsOf(points[from - 1]) <= columns) {
      from--;
      used += columnsOf(points[from]);
    }
    return "..." + new String(points, from, points.length - from);
  }

  private static int columnsOf(String text) {
    return text.codePoints().map(ProgressLine::columnsOf).sum();
  }

  /** At most two, which only East Asian characters and emoji take; nothing is known of others. */
  private static int columnsOf(int codePoint) {
    return codePoint < 0x300 ? 1 : 2;
  }

  private static String duration(long seconds) {
    long whole = Math.min(seconds, 100L * 24 * 3600);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }
}
