package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.Absent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folders that files are remembered of and that show none, each with the number of days on which
 * that was seen. Days are counted, and not the time that went by, since the clock of a device may
 * jump by decades: one that starts in 1970, and learns the time before its card is there, must not
 * forget the card.
 */
final class AbsentFolders {
  /** Longer than a card lies in a drawer; what bounds a journal whose folders come and go. */
  static final int MOST_DAYS = 90;

  private final Map<String, Absent> counted = new HashMap<>();

  void apply(Absent record) {
    if (record.days() == 0) {
      counted.remove(record.folder());
    } else {
      counted.put(record.folder(), record);
    }
  }

  /** What is to be recorded today, when these are the folders that show none. */
  List<Absent> changes(Set<String> absent, long today) {
    List<Absent> changes = new ArrayList<>();
    for (String folder : absent) {
      Absent before = counted.getOrDefault(folder, new Absent(folder, today - 1, 0));
      if (before.day() != today) {
        changes.add(new Absent(folder, today, before.days() + 1));
      }
    }
    counted.keySet().stream()
        .filter(folder -> !absent.contains(folder))
        .forEach(folder -> changes.add(new Absent(folder, today, 0)));
    return changes;
  }

  /** Whether what was in that folder need not be remembered any longer. */
  boolean isGivenUp(String folder) {
    return counted.containsKey(folder) && counted.get(folder).days() > MOST_DAYS;
  }

  /** What is to be kept in the journal. */
  List<Absent> live() {
    return List.copyOf(counted.values());
  }
}
