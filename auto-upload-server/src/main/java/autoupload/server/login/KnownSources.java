package autoupload.server.login;

import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From where each account logged in during the last 30 days, remembered across restarts in a text
 * file with a line for each: {@code 2026-11-23 192.0.2.1 alice}. Bounded, for each account and in
 * all. It is a convenience: what cannot be read or written costs a warning and nothing else, and
 * nothing is forced to the disk. Safe for use by many threads.
 */
final class KnownSources {
  private static final Logger LOG = LoggerFactory.getLogger(KnownSources.class);
  private static final int DAYS = 30;
  private static final int MOST_OF_ONE = 256;
  private static final int MOST = 65_536;

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each account its sources, the one that was not seen for longest first. */
  private final Map<String, LinkedHashMap<Source, LocalDate>> seen = new HashMap<>();

  private int size;
  private int lines;
  private boolean complained;

  private KnownSources(Path file) {
    this.file = file;
  }

  /** What the file says; it is made when there is something to remember. */
  static KnownSources open(Path file) {
    KnownSources known = new KnownSources(file);
    known.load();
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
    return day + " " + source.text() + " " + user + "\n";
  }

  private void load() {
    try {
      for (String line : Files.readAllLines(file)) {
        loadLine(line);
      }
      rewrite(); // without a torn end, to which the next line would be added
    } catch (NoSuchFileException e) {
      // the first start
    } catch (IOException e) {
      complain("read", e);
    }
  }

  private void loadLine(String line) {
    String[] parts = line.split(" ", 3);
    try {
      if (parts.length == 3 && parts[1].matches("[0-9a-fA-F.:/]{2,50}")) {
        put(new Source(parts[1]), new UserName(parts[2]).value(), LocalDate.parse(parts[0]));
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      LOG.debug("a line of {} is damaged", file);
    }
  }

  private void append(String line) {
    try {
      if (++lines > 2 * size + 1000) {
        rewrite();
        return;
      }
      Files.write(
          make(file),
          line.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      complain("write", e);
    }
  }

  /** Readable by nobody else: who logs in from where is nobody's business. */
  private static Path make(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return path;
  }

  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder();
    seen.forEach(
        (user, sources) -> sources.forEach((source, day) -> text.append(line(day, source, user))));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.writeString(make(fresh), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    lines = size;
  }

  private void complain(String what, IOException e) {
    if (!complained) {
      complained = true;
      LOG.warn("cannot {} {} cause={}", what, file, e.toString());
    }
  }
}
