package autoupload.client.scan;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Coverage of a scan: what it says of files it did not find. That a file was not found does not
 * mean that it is gone: a card may be out, a folder unreadable, and what was looked for may have
 * been something else. So a file is gone only if it would have been found, in a folder that was
 * listed in full and has other files. One that shows none may be the place where a card belongs.
 * Used by one thread.
 */
public final class ScanCoverage {
  private final Set<String> present;
  private final Set<String> unread;
  private final Predicate<String> chosen;
  private Optional<Set<String>> shown = Optional.empty(); // until it is asked for

  /**
   * Names are relative to the folder that is uploaded, with {@code /} between folders.
   *
   * @param present the files that were found
   * @param unread what could not be looked at, or, if a folder, not be listed to its end
   * @param chosen whether a file of that name would have been taken
   */
  public ScanCoverage(Set<String> present, Set<String> unread, Predicate<String> chosen) {
    this.present = present;
    this.unread = unread;
    this.chosen = chosen;
  }

  /** The folder the file is in; empty for the one that is uploaded. */
  public static String folderOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /** Whether the file was found. */
  public boolean isPresent(String name) {
    return present.contains(name);
  }

  /** Whether the file is not there any more. */
  public boolean isGone(String name) {
    return !present.contains(name)
        && !unread.contains(name)
        && shows(folderOf(name))
        && chosen.test(name);
  }

  /** Whether that folder is there, was listed in full, and has files. */
  public boolean shows(String folder) {
    if (shown.isEmpty()) {
      Set<String> folders = new HashSet<>();
      present.forEach(name -> folders.add(folderOf(name)));
      folders.removeAll(unread);
      shown = Optional.of(folders);
    }
    return shown.get().contains(folder);
  }
}
