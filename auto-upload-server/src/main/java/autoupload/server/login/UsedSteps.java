package autoupload.server.login;

import autoupload.server.storage.StateLog;
import autoupload.server.storage.StateStore;
import autoupload.upload.UserName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent replay protection for one-time codes: the used steps of each account. No step counts
 * twice, not after a restart or a power cut either, and not if the clock is set back. Safe for use
 * by many threads.
 */
final class UsedSteps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsedSteps.class);

  /** More than a code's window is wide, so that no right code is ever too old for this. */
  private static final int REMEMBERED = 8;

  /** The log is written anew when it has this many lines more than it needs. */
  private static final int SPARE_LINES = 1024;

  private static final String UP_TO = "<=";

  /** Used steps of one account: all up to a bound, and these beyond it. */
  private static final class Steps {
    private long bound = Long.MIN_VALUE;
    private final TreeSet<Long> beyond = new TreeSet<>();

    boolean isFree(long step) {
      return step > bound && !beyond.contains(step);
    }

    boolean add(long step) {
      if (!isFree(step)) {
        return false;
      }
      beyond.add(step);
      if (beyond.size() > REMEMBERED) {
        bound = beyond.pollFirst();
      }
      return true;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Steps> accounts = new HashMap<>();
  private final StateLog log;
  private boolean doubtful;

  private UsedSteps(StateStore store, String name) throws IOException {
    this.log = store.open(name, this::load);
  }

  static UsedSteps open(StateStore store, String name) throws IOException {
    return new UsedSteps(store, name);
  }

  private void load(String line) {
    int space = line.indexOf(' ');
    try {
      String number = line.substring(0, Math.max(0, space));
      boolean isBound = number.startsWith(UP_TO);
      long step = Long.parseLong(isBound ? number.substring(UP_TO.length()) : number);
      Steps steps = steps(line.substring(space + 1));
      if (isBound) {
        steps.bound = Math.max(steps.bound, step);
      } else {
        steps.add(step);
      }
    } catch (NumberFormatException e) {
      LOG.atWarn().log("a line of the used one-time codes makes no sense and is passed over");
    }
  }

  private Steps steps(String user) {
    return accounts.computeIfAbsent(user, name -> new Steps());
  }

  /** Whether a step was not used yet. */
  boolean isFree(UserName user, long step) {
    lock.lock();
    try {
      return steps(user.value()).isFree(step);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Uses a step up.
   *
   * @return whether it was free, here and on the store's other servers; then it is durable that it
   *     no longer is
   * @throws IOException if that could not be written: the step counts as used, and nobody gets in
   */
  boolean use(UserName user, long step) throws IOException {
    lock.lock();
    Steps steps = steps(user.value());
    try {
      while (steps.isFree(step)) {
        if (write(step + " " + user.value())) {
          return true;
        }
      }
      return false;
    } finally {
      steps.add(step);
      lock.unlock();
    }
  }

  /** Adds a line, or takes in those that other servers added. */
  private boolean write(String line) throws IOException {
    boolean anew = doubtful || log.size() > SPARE_LINES + accounts.size() * (REMEMBERED + 1);
    doubtful = true; // after a force that failed a second one proves nothing
    if (anew) {
      log.replace(lines());
    }
    boolean written = log.compareAndAppend(line);
    doubtful = false;
    return written;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    accounts.forEach(
        (user, steps) -> {
          if (steps.bound != Long.MIN_VALUE) {
            lines.add(UP_TO + steps.bound + " " + user);
          }
          steps.beyond.forEach(step -> lines.add(step + " " + user));
        });
    return lines;
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      log.close();
    } finally {
      lock.unlock();
    }
  }
}
