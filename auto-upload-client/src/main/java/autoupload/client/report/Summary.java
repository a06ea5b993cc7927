package autoupload.client.report;

import java.util.Locale;

/** The counts of a pass, and the one line that is made of them. */
final class Summary {
  int uploaded;
  int present;
  long bytes;
  int erased;
  int kept;
  int deferred;
  int resting;
  int skipped;
  int failed;

  /** What was done, and of what there was any. */
  String line() {
    StringBuilder line = new StringBuilder();
    line.append("uploaded ").append(files(uploaded)).append(" (").append(size(bytes)).append(')');
    append(line, present, "already there");
    append(line, erased, "erased here");
    append(line, kept, "confirmed but kept");
    append(line, deferred, "left for later");
    append(line, resting, "left alone after repeated failures");
    append(line, skipped, "skipped (links, devices, hidden or temporary names)");
    append(line, failed, "failed");
    return line.toString();
  }

  private static void append(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }

  static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /** Bytes in the unit people would choose. */
  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String units = "kMGTPE";
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, units.charAt(unit));
  }
}
