package autoupload.server.login;

import autoupload.server.storage.StateLog;
import autoupload.server.storage.StateStore;
import autoupload.upload.UserName;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent table of the sources that each account logged in from during the last 30 days, in a
 * log with a line for each: {@code 2026-11-23 192.0.2.1 alice}. Bounded, for each account and in
 * all. It is a convenience: an error of reading or writing costs a warning and nothing else, and no
 * line is forced to the disk. Safe for use by many threads.
 */
final class KnownSources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KnownSources.class);
  private static final int DAYS = 30;
  private static final int MOST_OF_ONE = 256;
  private static final int MOST = 65_536;

  /** The log is written anew when it has this many lines more than twice what it needs. */
  private static final int SPARE_LINES = 1000;

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each account its sources, the one that was not seen for longest first. */
  private final Map<String, LinkedHashMap<Source, LocalDate>> seen = new HashMap<>();

  private Optional<StateLog> log = Optional.empty();
  private int size;
  private boolean complained;

  private KnownSources(String name) {
    this.name = name;
  }

  /** What the log of that name says. */
  static KnownSources open(StateStore store, String name) {
    KnownSources known = new KnownSources(name);
    known.load(store);
    return known;
  }

  /** Whether the account logged in from there lately. */
  boolean contains(Source source, String user, Instant now) {
    lock.lock();
    try {
      Map<Source, LocalDate> sources = seen.get(user);
      LocalDate day = sources == null ? null : sources.get(source);
      return day != null && !isOld(day, now);
    } finally {
      lock.unlock();
    }
  }

  /** The account logged in from there. */
  void add(Source source, String user, Instant now) {
    lock.lock();
    try {
      LocalDate today = day(now);
      if (!today.equals(put(source, user, today))) {
        append(line(today, source, user));
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return size;
  }

  private LocalDate put(Source source, String user, LocalDate day) {
    LinkedHashMap<Source, LocalDate> sources =
        seen.computeIfAbsent(user, u -> new LinkedHashMap<>());
    LocalDate before = sources.remove(source);
    sources.put(source, day);
    if (before == null) {
      size++;
    }
    if (sources.size() > MOST_OF_ONE) {
      forgetOldest(sources);
    } else if (size > MOST) { // it is whoever roams most that pays
      forgetOldest(seen.values().stream().max(Comparator.comparingInt(Map::size)).orElse(sources));
    }
    return before;
  }

  private void forgetOldest(Map<Source, LocalDate> sources) {
    sources.remove(sources.keySet().iterator().next());
    size--;
  }

  private static LocalDate day(Instant now) {
    return now.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static boolean isOld(LocalDate day, Instant now) {
    return day.isBefore(day(now).minusDays(DAYS));
  }

  private static String line(LocalDate day, Source source, String user) {
    return day + " " + source.text() + " " + user;
  }

  private void load(StateStore store) {
    try {
      log = Optional.of(store.open(name, this::loadLine));
    } catch (IOException e) {
      complain("the addresses of earlier logins cannot be read", e);
    }
  }

  private void loadLine(String line) {
    String[] parts = line.split(" ", 3);
    try {
      if (parts.length == 3 && parts[1].matches("[0-9a-fA-F.:/]{2,50}")) {
        put(new Source(parts[1]), new UserName(parts[2]).value(), LocalDate.parse(parts[0]));
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      LOG.atDebug().setMessage("a line is damaged").addKeyValue("log", name).log();
    }
  }

  private void append(String line) {
    try {
      if (log.isPresent() && log.get().size() > 2 * size + SPARE_LINES) {
        log.get().replace(lines());
      } else if (log.isPresent()) {
        log.get().append(line);
      }
    } catch (IOException e) {
      complain("the addresses of earlier logins cannot be written", e);
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    seen.forEach(
        (user, sources) -> sources.forEach((source, day) -> lines.add(line(day, source, user))));
    return lines;
  }

  private void complain(String event, IOException e) {
    if (!complained) {
      complained = true;
      LOG.atWarn().setMessage(event).addKeyValue("log", name).addKeyValue("cause", e).log();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (log.isPresent()) {
        log.get().close();
      }
    } finally {
      lock.unlock();
    }
  }
}
