package autoupload.client.report;

import autoupload.client.report.Notice.Repeat;
import autoupload.files.SmallFile;
import autoupload.operator.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Record of the notices that were said already, in this run and in those before, so that a client
 * that runs every few minutes does not say them every few minutes. A notice is forgotten when its
 * condition is over, so that it is said again when the condition comes back. Not safe for use by
 * many threads.
 *
 * <pre>
 *  file = { text of a Repeat.ONCE | TAB kind TAB day TAB hash of the details TAB subject }*
 * </pre>
 */
public final class Notices {
  /** Of more than these the oldest are forgotten, and said again. */
  static final int MOST = 10_000;

  /** After so many days even what did not change is worth a reminder. */
  static final int DAYS = 30;

  private record Key(Notice notice, String subject) {}

  private record Said(long day, String details) {}

  private final Optional<Path> file;
  private final LongSupplier today;
  private final Set<String> once = new LinkedHashSet<>();
  private final Map<Key, Said> said = new LinkedHashMap<>();

  /** By what it is about, with its details: what this run said or kept to itself. */
  private final Map<Key, String> inThisRun = new HashMap<>();

  /** The kinds that this pass looks for, with what it found so far. */
  private final Map<Notice, Set<String>> found = new EnumMap<>(Notice.class);

  private boolean isChanged;

  private Notices(Optional<Path> file, LongSupplier today) {
    this.file = file;
    this.today = today;
  }

  /** Nothing was said before this run, and nothing will be remembered after it. */
  public static Notices ofThisRun() {
    return new Notices(Optional.empty(), () -> 0);
  }

  /** What was said is remembered in that file; one that cannot be read counts as empty. */
  public static Notices in(Path file) {
    return in(file, () -> TimeUnit.MILLISECONDS.toDays(System.currentTimeMillis()));
  }

  /** As {@link #in(Path)}, with the days since 1970 by another clock. */
  static Notices in(Path file, LongSupplier today) {
    Notices notices = new Notices(Optional.of(file), today);
    try {
      Files.readAllLines(file).forEach(notices::load);
    } catch (IOException e) {
      notices.once.clear();
      notices.said.clear();
    }
    return notices;
  }

  private void load(String line) {
    String[] parts = line.split("\t", 5);
    if (!parts[0].isEmpty() || parts.length != 5) {
      once.add(line);
      return;
    }
    try {
      Said before = new Said(Long.parseLong(parts[2]), parts[3]);
      if (today.getAsLong() - before.day() < DAYS) {
        said.put(new Key(Notice.valueOf(parts[1]), parts[4]), before);
      }
    } catch (IllegalArgumentException e) {
      // Damaged, or a later version's: it is said once more.
    }
  }

  /**
   * Whether it is to be said; from now on it was.
   *
   * @param subject what it is about, such as a file's name
   * @param details what makes it worth another word when it is another
   * @param again whether to say what an earlier run said, once in this one
   */
  boolean isNew(Notice notice, String subject, String details, boolean again) {
    Key key = new Key(notice, OneLine.of(subject));
    String hash = Integer.toHexString(details.hashCode());
    found.getOrDefault(notice, new HashSet<>()).add(key.subject());
    if (inThisRun.size() >= MOST) {
      inThisRun.clear();
    }
    boolean isNewInThisRun = !hash.equals(inThisRun.put(key, hash));
    boolean isNew =
        switch (notice.repeat()) {
          case EACH_TIME -> true;
          case ONCE -> isNewForGood(OneLine.of(details));
          case WHILE_IT_LASTS, ONCE_A_FILE, ONCE_A_MONTH -> isNew(key, hash);
        };
    return isNew || (again && isNewInThisRun);
  }

  private boolean isNewForGood(String text) {
    boolean isNew = once.add(text);
    isChanged |= isNew;
    return isNew;
  }

  private boolean isNew(Key key, String hash) {
    Said before = said.get(key);
    long day = today.getAsLong();
    if (before != null && before.details().equals(hash) && day - before.day() < DAYS) {
      return false;
    }
    said.remove(key); // so that it becomes the youngest
    said.put(key, new Said(day, hash));
    isChanged = true;
    return true;
  }

  /** This pass is going to say every notice of this kind that is still due. */
  void lookFor(Notice notice) {
    found.put(notice, new HashSet<>());
  }

  /** What the notice was about is not the case any more. */
  void over(Notice notice, String subject) {
    Key key = new Key(notice, OneLine.of(subject));
    inThisRun.remove(key);
    isChanged |= said.remove(key) != null;
  }

  /** Of files that are gone nothing needs to be remembered. */
  void forgetFiles(Predicate<String> isGone) {
    forget(key -> key.notice().repeat() == Repeat.ONCE_A_FILE && isGone.test(key.subject()));
  }

  private void forget(Predicate<Key> isOver) {
    inThisRun.keySet().removeIf(isOver);
    isChanged |= said.keySet().removeIf(isOver);
  }

  /** A pass ended: what it looked for and did not find is over. */
  public void endPass() {
    forget(
        key -> found.containsKey(key.notice()) && !found.get(key.notice()).contains(key.subject()));
    found.clear();
    dropOldest(said.keySet());
    dropOldest(once);
    if (isChanged) {
      isChanged = false;
      file.ifPresent(this::save);
    }
  }

  private static void dropOldest(Set<?> all) {
    var each = all.iterator();
    for (int surplus = all.size() - MOST; surplus > 0; surplus--) {
      each.next();
      each.remove();
    }
  }

  private void save(Path to) {
    StringBuilder text = new StringBuilder();
    once.forEach(line -> text.append(line).append('\n'));
    said.forEach(
        (key, how) ->
            text.append('\t')
                .append(String.join("\t", key.notice().name(), Long.toString(how.day())))
                .append('\t')
                .append(String.join("\t", how.details(), key.subject()))
                .append('\n'));
    try {
      SmallFile.replace(to, text.toString());
    } catch (IOException e) {
      // The next run says it once more; nothing else is lost.
    }
  }
}
