package autoupload.client.report;

import autoupload.cli.OneLine;
import autoupload.durable.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What was said already, so that a client that looks every few minutes does not say it every few
 * minutes: some things once in the life of the process, some once in that of the state folder. Not
 * safe for use by many threads.
 */
public final class Notices {
  /** Whoever has more to hear hears it all again. */
  private static final int MOST = 10_000;

  private final Optional<Path> file;
  private final Set<String> inThisRun = new HashSet<>();
  private final Set<String> everSaid = new LinkedHashSet<>();

  private Notices(Optional<Path> file) {
    this.file = file;
  }

  /** Nothing was said before this run, and nothing will be remembered after it. */
  public static Notices ofThisRun() {
    return new Notices(Optional.empty());
  }

  /** What was said is remembered in that file; one that cannot be read counts as empty. */
  public static Notices in(Path file) {
    Notices notices = new Notices(Optional.of(file));
    try {
      notices.everSaid.addAll(Files.readAllLines(file));
    } catch (IOException e) {
      notices.everSaid.clear();
    }
    return notices;
  }

  /** Whether this run has not said it yet; from now on it has. */
  boolean isNewInThisRun(String text) {
    if (inThisRun.size() >= MOST) {
      inThisRun.clear();
    }
    return inThisRun.add(text);
  }

  /** Whether no run has said it yet; from now on one has. */
  boolean isNew(String text) {
    if (everSaid.size() >= MOST) {
      everSaid.clear();
    }
    boolean isNew = everSaid.add(OneLine.of(text));
    if (isNew) {
      file.ifPresent(this::save);
    }
    return isNew;
  }

  private void save(Path to) {
    try {
      SmallFile.replace(to, String.join("\n", everSaid) + "\n");
    } catch (IOException e) {
      // The next run says it once more; nothing else is lost.
    }
  }
}
