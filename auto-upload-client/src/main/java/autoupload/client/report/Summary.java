package autoupload.client.report;

/** Counters of a pass, and the one line that is made of them. */
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

  /** Whether there is anything to tell. */
  boolean isEmpty() {
    return uploaded == 0 && others().isEmpty();
  }

  /** What was done, and of what there was any. */
  String line() {
    StringBuilder line = new StringBuilder();
    line.append("uploaded ").append(Amount.files(uploaded));
    line.append(" (").append(Amount.size(bytes)).append(')');
    return line + others();
  }

  /** What there is to count besides uploads, each with a comma before it. */
  String others() {
    StringBuilder line = new StringBuilder();
    append(line, present, "already there");
    append(line, erased, "erased here");
    append(line, kept, "confirmed but kept");
    append(line, deferred, "left for later");
    append(line, resting, "left alone for a while after failing");
    append(line, skipped, "skipped (links, devices, hidden or temporary names)");
    append(line, failed, "failed");
    return line.toString();
  }

  private static void append(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }
}
