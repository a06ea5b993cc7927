package autoupload.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Mount table of this process, at one moment. */
public final class MountTable {
  private static final Path OF_THIS_PROCESS = Path.of("/proc/self/mountinfo");

  /** What is there once a machine is up, whether or not a card or disk is mounted below it. */
  private static final Pattern OF_THE_SYSTEM =
      Pattern.compile("/|/dev|/dev/shm|/home|/root|/run|/run/(lock|user|user/\\d+)|/tmp|/usr|/var");

  /** What is mounted there comes with the first access, and only then. */
  private static final Set<String> ON_DEMAND = Set.of("autofs");

  private final List<Mount> mounts;

  private MountTable(List<Mount> mounts) {
    this.mounts = mounts;
  }

  /**
   * As the kernel tells now.
   *
   * @throws IOException if it does not tell, as on other systems than Linux
   */
  public static MountTable read() throws IOException {
    return read(OF_THIS_PROCESS);
  }

  /** As above, from a file in the form of {@code /proc/self/mountinfo}. */
  public static MountTable read(Path mountinfo) throws IOException {
    try (Stream<String> lines = Files.lines(mountinfo)) {
      return new MountTable(lines.map(Mount::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new IOException("what is mounted cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The mount a file or folder lies on: the longest mount point on the way to it; of equal ones the
   * last, which hides the others.
   *
   * @param real a real path
   */
  public Optional<Mount> of(Path real) {
    return mounts.stream()
        .filter(mount -> real.startsWith(mount.point()))
        .reduce(
            (one, next) -> next.point().getNameCount() >= one.point().getNameCount() ? next : one);
  }

  /**
   * The mount that {@code --require-mount} asks for: one at the folder itself, or above it but not
   * at a place where the system always has one, such as {@code /}, {@code /home} or {@code /run}.
   * Of several the one the folder lies on.
   *
   * @param real a real path
   */
  public Optional<Mount> required(Path real) {
    boolean hasOne =
        mounts.stream()
            .filter(mount -> real.startsWith(mount.point()))
            .filter(mount -> !ON_DEMAND.contains(mount.type()))
            .anyMatch(mount -> mount.point().equals(real) || !isOfTheSystem(mount.point()));
    return hasOne ? of(real) : Optional.empty();
  }

  private static boolean isOfTheSystem(Path point) {
    return OF_THE_SYSTEM.matcher(point.toString()).matches();
  }
}
