package autoupload.forgetful;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Simulated disk of one machine that loses unforced writes at a power cut. Programs use it through
 * a file system that {@link #boot} gives; each boot ends the one before, on which every call then
 * fails, so that no thread of a dead program reaches the disk. A power cut leaves what was forced,
 * and of everything else what chance wants:
 *
 * <ul>
 *   <li>of a file any of the writes, the last of them torn, with garbage behind it;
 *   <li>of a folder the first of the changes of names, each folder by itself;
 *   <li>what was to be forced when a force failed is lost or not, and no later force can save it.
 * </ul>
 */
public final class ForgetfulDisk {
  /** Kind of disk operation. */
  public enum Step {
    READ,
    CREATE,
    WRITE,
    CUT,
    SET_TIMES,
    LINK,
    RENAME,
    REMOVE,
    FORCE_FILE,
    FORCE_FOLDER
  }

  /** Hook around each step, on the thread that takes it. */
  @FunctionalInterface
  public interface Chance {
    /**
     * Called before each step.
     *
     * @throws IOException if the step fails; a force that fails loses what it should have forced
     */
    void before(Step step) throws IOException;
  }

  private static final AtomicLong DEVICES = new AtomicLong(1);
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final long device = DEVICES.getAndIncrement();
  private final boolean hardLinks;
  private final FolderNode root;
  private long nodes;
  private long ticks;
  private Optional<ForgetfulFileSystem> booted = Optional.empty();
  private final ForgetfulFileSystem outside = new ForgetfulFileSystem(this, step -> {});

  /**
   * @param hardLinks whether it has them; FAT has not
   */
  public ForgetfulDisk(boolean hardLinks) {
    this.hardLinks = hardLinks;
    this.root = new FolderNode(++nodes, now());
  }

  /** The root of a file system on this disk, for a program that starts now. */
  public synchronized Path boot(Chance chance) {
    ForgetfulFileSystem next = new ForgetfulFileSystem(this, chance);
    booted = Optional.of(next);
    return next.root();
  }

  /** The root as somebody sees it who is no program of that machine: nothing ends it. */
  public Path outside() {
    return outside.root();
  }

  /** Ends the program: every call of it fails from now on, but the kernel keeps what it wrote. */
  public synchronized void kill() {
    booted = Optional.empty();
  }

  /** Ends the program and forgets what was not forced, as chance wants. */
  public synchronized void cutPower(RandomGenerator random) {
    kill();
    Set<Node> all = nodes();
    all.forEach(node -> node.lose(random));
    all.forEach(Node::settle);
    for (Node node : all) {
      if (node instanceof FolderNode folder) {
        folder.countNames();
      }
    }
  }

  /** Every node that has a name, or had one that a power cut may bring back. */
  private Set<Node> nodes() {
    Set<Node> found = new LinkedHashSet<>();
    Deque<Node> left = new ArrayDeque<>();
    left.add(root);
    while (!left.isEmpty()) {
      Node node = left.remove();
      if (found.add(node) && node instanceof FolderNode folder) {
        folder.everNamed().stream()
            .sorted(Comparator.comparingLong(Node::number))
            .forEach(left::add);
      }
    }
    return found;
  }

  /** Forces everything, for what happened before a world begins. */
  public synchronized void sync() {
    nodes().forEach(Node::force);
  }

  boolean isBooted(FileSystem fileSystem) {
    return fileSystem == outside || booted.filter(current -> current == fileSystem).isPresent();
  }

  FolderNode root() {
    return root;
  }

  long device() {
    return device;
  }

  boolean hasHardLinks() {
    return hardLinks;
  }

  long nextNode() {
    return ++nodes;
  }

  /** A clock that is another at every look. */
  Instant now() {
    return EPOCH.plusMillis(++ticks);
  }
}
