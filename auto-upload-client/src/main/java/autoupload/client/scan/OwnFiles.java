package autoupload.client.scan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Deny list of files and folders that are never a source, wherever they lie: the state of any job,
 * the files that an option named, those that the process runs from, and folders that the caller
 * excludes. They are known by device and inode, so that no other name, link or mount makes them
 * one, and by path, for a file that is replaced between two looks.
 */
public final class OwnFiles {
  private static final String STATE = "it is what an Auto Upload client remembers";
  private static final String JAVA = "this client runs on the Java in it";
  private static final String USED = "this client uses it itself";

  /** The files of a job, and in a folder its seals. */
  private static final int STATE_DEPTH = 2;

  private final Collection<Path> named;
  private final Optional<Path> states;
  private final Supplier<Set<Path>> program;
  private final Map<Path, String> excluded;

  private OwnFiles(
      Collection<Path> named,
      Optional<Path> states,
      Supplier<Set<Path>> program,
      Map<Path, String> excluded) {
    this.named = named;
    this.states = states;
    this.program = program;
    this.excluded = excluded;
  }

  /** State folders, and nothing else. */
  public static OwnFiles none() {
    return new OwnFiles(List.of(), Optional.empty(), Set::of, Map.of());
  }

  /**
   * What this process uses.
   *
   * @param named files that options name; folders among them do not count
   * @param states has the state folders of all jobs of this user, whose files may have other names
   *     too (hard links); it need not exist
   * @param excluded folders that are not entered, each with the reason
   */
  public static OwnFiles of(Collection<Path> named, Path states, Map<Path, String> excluded) {
    Map<Path, String> folders = new HashMap<>(excluded);
    RunningProgram.javaHome().ifPresent(home -> folders.put(home, JAVA));
    return new OwnFiles(List.copyOf(named), Optional.of(states), RunningProgram::files, folders);
  }

  /** As they are now: a password file may have been replaced since the last scan. */
  OwnFileSet find() {
    OwnFileSet found = new OwnFileSet(new HashSet<>(), new HashSet<>(), new HashMap<>());
    named.forEach(found::addNamed);
    program.get().forEach(found::addFile);
    states.ifPresent(found::addStates);
    excluded.forEach(found::addFolder);
    return found;
  }

  /** Snapshot of the list that one scan compares with. */
  record OwnFileSet(Set<Object> files, Set<Path> paths, Map<Object, String> folders) {
    private void addNamed(Path file) {
      pathOf(file).ifPresent(paths::add);
      addFile(file);
    }

    private void addFile(Path file) {
      attributes(file)
          .filter(BasicFileAttributes::isRegularFile)
          .map(BasicFileAttributes::fileKey)
          .ifPresent(files::add);
    }

    private void addStates(Path folder) {
      try (Stream<Path> jobs = Files.list(folder)) {
        for (Path job : jobs.filter(StateMark::isJobName).filter(StateMark::isIn).toList()) {
          try (Stream<Path> all = Files.walk(job, STATE_DEPTH)) {
            all.forEach(this::addFile);
          }
        }
      } catch (IOException | UncheckedIOException e) {
        // There is none yet, or one that this user cannot read.
      }
    }

    private void addFolder(Path folder, String reason) {
      attributes(folder)
          .map(BasicFileAttributes::fileKey)
          .ifPresent(key -> folders.put(key, reason));
    }

    /** Why that regular file is no source; empty if it may be one. */
    Optional<String> reasonAgainst(Path file, BasicFileAttributes attributes) {
      return files.contains(attributes.fileKey()) || paths.contains(file)
          ? Optional.of(USED)
          : Optional.empty();
    }

    /** Why nothing in that folder is a source. */
    Optional<String> reasonAgainstFolder(Path folder, BasicFileAttributes attributes) {
      return StateMark.isIn(folder)
          ? Optional.of(STATE)
          : Optional.ofNullable(folders.get(attributes.fileKey()));
    }

    /** The same for a folder in which the scan begins, if it lies in such a one. */
    Optional<String> reasonAgainstAllIn(Path folder) {
      Optional<String> reason = Optional.empty();
      for (Path above = folder; above != null && reason.isEmpty(); above = above.getParent()) {
        Path candidate = above;
        reason =
            attributes(above)
                .flatMap(is -> reasonAgainstFolder(candidate, is))
                .filter(found -> found.equals(STATE) || found.equals(JAVA));
      }
      return reason;
    }

    /** Where the name lies, with no link on the way; the file itself need not exist. */
    private static Optional<Path> pathOf(Path file) {
      Path absolute = file.toAbsolutePath();
      try {
        return absolute.getParent() == null
            ? Optional.empty()
            : Optional.of(absolute.getParent().toRealPath().resolve(absolute.getFileName()));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
      try {
        return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }
}
