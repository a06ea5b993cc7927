package autoupload.tests.simulation;

import java.util.ArrayList;
import java.util.List;

/** Event log of a world, to be printed if it went wrong. Safe for use by many threads. */
final class Trace {
  private final List<String> lines = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line.strip());
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }
}
