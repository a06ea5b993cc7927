package autoupload.client.report;

import java.util.Locale;

/** Count of files and their bytes, in the words and units people would choose. */
public final class Amount {
  private int files;
  private long bytes;

  /** Nothing yet. */
  public Amount() {}

  /** Counts another file. */
  public void add(long size) {
    files++;
    bytes += size;
  }

  /** Whether no file was counted. */
  public boolean isNothing() {
    return files == 0;
  }

  @Override
  public String toString() {
    return files(files) + " (" + size(bytes) + ")";
  }

  static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /** Bytes in the unit people would choose. */
  public static String size(long bytes) {
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
