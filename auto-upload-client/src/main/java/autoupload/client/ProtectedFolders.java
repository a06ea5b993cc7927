package autoupload.client;

import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Deny list of folders that {@code -d y} was hardly meant for: the whole system, a folder that the
 * system lives in, the home of whoever runs the client. A slip such as {@code -f "$CARD/"} names
 * them, and nothing brings back what was erased.
 */
final class ProtectedFolders {
  /** Folders below most of them may well be sources; these as a whole are not. */
  private static final List<String> SYSTEM =
      List.of(
          "/", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys",
          "/usr", "/var");

  /** The homes of everybody. */
  private static final List<String> HOMES = List.of("/home", "/root");

  private final Set<Path> homes;
  private final boolean homeToo;

  /**
   * @param homes those of whoever runs the client
   * @param homeToo whether an option says that they may be erased
   */
  ProtectedFolders(Set<Path> homes, boolean homeToo) {
    this.homes = homes;
    this.homeToo = homeToo;
  }

  /** That of this process's user. */
  static ProtectedFolders ofThisUser(boolean homeToo) {
    Set<Path> homes = new TreeSet<>();
    Map<String, String> environment = System.getenv();
    List<String> names = new ArrayList<>(HOMES);
    names.add(System.getProperty("user.home", ""));
    names.add(environment.getOrDefault("HOME", ""));
    names.addAll(
        homesOf(
            Set.of(
                System.getProperty("user.name", ""), environment.getOrDefault("SUDO_USER", ""))));
    names.forEach(name -> existing(name).ifPresent(homes::add));
    return new ProtectedFolders(homes, homeToo);
  }

  /**
   * Refuses a source that is or contains such a folder, under whatever path or mount.
   *
   * @param source an existing folder, given as a real path
   * @throws OperatorError if it must not be emptied
   */
  void check(Path source) {
    for (String name : SYSTEM) {
      if (existing(name).filter(system -> contains(source, system)).isPresent()) {
        throw OperatorError.usage(
            "-d y does not erase " + source + ", which the system needs: give -f a folder in it");
      }
    }
    for (Path home : homeToo ? Set.<Path>of() : homes) {
      if (contains(source, home)) {
        throw OperatorError.usage(
            "-d y would erase the home folder "
                + home
                + ": give -f a folder in it, or add --erase-home if that is meant");
      }
    }
  }

  /**
   * Folders that are not even entered where a mount brings them into the source, with the reason.
   */
  Map<Path, String> keptOut() {
    Map<Path, String> out = new TreeMap<>();
    SYSTEM.forEach(
        name -> existing(name).ifPresent(path -> out.put(path, "-d y is not for the system")));
    if (!homeToo) {
      homes.forEach(home -> out.put(home, "it is a home folder, and there is no --erase-home"));
    }
    return out;
  }

  /** Whether {@code inner} is {@code outer} or below it, by device and inode. */
  private static boolean contains(Path outer, Path inner) {
    Object key = key(outer);
    for (Path above = inner; above != null; above = above.getParent()) {
      if (key(above).equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static Object key(Path folder) {
    try {
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      return key == null ? folder : key;
    } catch (IOException e) {
      return folder;
    }
  }

  /** The folder of that name, as a real path. */
  private static Optional<Path> existing(String name) {
    try {
      return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name).toRealPath());
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** As passwd(5) has them, which no environment changes. */
  private static List<String> homesOf(Set<String> users) {
    try {
      return new String(Files.readAllBytes(Path.of("/etc/passwd")), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 5 && users.contains(fields[0]))
          .map(fields -> fields[5])
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
