package autoupload.client.scan;

import autoupload.cli.ShellWord;
import autoupload.operator.IoReason;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Walk over the folder, without following links. What cannot be uploaded is counted or named, and
 * never stops the walk.
 */
public final class FolderScan {
  /**
   * File or folder that cannot be uploaded, and why.
   *
   * @param name as a shell takes it
   * @param version another one when the file changed; empty where that is not known
   */
  public record Unusable(String name, String version, String reason) {}

  /** File or folder that is no source, and why. */
  public record Excluded(String name, String reason) {}

  /** Elsewhere the name may be valid UTF-8, and Java cannot even ask. */
  private static final String NOT_A_NAME =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", "UTF-8"))
          ? "its name is not valid UTF-8; rename it"
          : "this locale cannot express its name; set LC_ALL=C.UTF-8";

  private final Path folder;
  private final FileChoice choice;
  private final OwnFiles.OwnFileSet own;
  private final List<Path> folders = new ArrayList<>();
  private final List<SettledFile> files = new ArrayList<>();
  private final List<Unusable> problems = new ArrayList<>();
  private final List<Path> interrupted = new ArrayList<>();
  private final List<String> reserved = new ArrayList<>();
  private final List<Excluded> excluded = new ArrayList<>();
  private final Set<StoreId> stores = new HashSet<>();
  private final Set<String> unread = new HashSet<>();
  private int skipped;

  private FolderScan(Path folder, FileChoice choice, OwnFiles.OwnFileSet own) {
    this.folder = folder;
    this.choice = choice;
    this.own = own;
  }

  /**
   * Walks the folder.
   *
   * @param folder an existing folder, given as a real path
   * @param choice which files count, and in which order
   * @param own what is no source
   * @throws IOException if the folder itself cannot be listed
   */
  public static FolderScan of(Path folder, FileChoice choice, OwnFiles own) throws IOException {
    FolderScan scan = new FolderScan(folder, choice, own.find());
    Optional<String> reason = scan.own.reasonAgainstAllIn(folder);
    if (reason.isPresent()) {
      scan.excluded.add(new Excluded(ShellWord.of(folder), reason.get()));
      return scan;
    }
    for (Path above = folder; above != null; above = above.getParent()) {
      scan.noteStore(above);
    }
    FolderWalk.of(folder, scan.new Visitor());
    scan.files.sort(choice.order());
    return scan;
  }

  /** Every regular file that was chosen and has a name that can be stored, in the order chosen. */
  public List<SettledFile> files() {
    return files;
  }

  /** What this says of files it did not find. */
  public ScanCoverage coverage() {
    Set<String> present =
        files.stream().map(file -> file.name().value()).collect(Collectors.toSet());
    return new ScanCoverage(
        present, unread, name -> choice.takes(folder.getFileSystem().getPath(name)));
  }

  /** What could not be read or named. */
  public List<Unusable> problems() {
    return problems;
  }

  /** The folder itself and those in it that were entered. */
  public List<Path> folders() {
    return folders;
  }

  /** What an earlier run moved out of the way to erase it, and did not come further. */
  public List<Path> interrupted() {
    return interrupted;
  }

  /**
   * Files and folders that cannot be uploaded because their name is one that Auto Upload keeps for
   * itself, though nothing of its own was found there; as a shell takes them.
   */
  public List<String> reserved() {
    return reserved;
  }

  /** What belongs to Auto Upload or is otherwise not to be touched. */
  public List<Excluded> excluded() {
    return excluded;
  }

  /**
   * How many links, pipes, sockets and devices were passed over, and names that were not chosen; a
   * folder that was not entered counts once.
   */
  public int skipped() {
    return skipped;
  }

  /** Whether the folder lies on, above or below the folder of that store. */
  public boolean touches(StoreId store) {
    return stores.contains(store);
  }

  /** Whether that folder is one of a store. */
  private boolean noteStore(Path candidate) {
    try {
      Set<StoreId> found = StoreId.in(candidate);
      stores.addAll(found);
      return !found.isEmpty();
    } catch (IOException e) {
      return false; // whatever it is, nothing is erased beside it
    }
  }

  private final class Visitor implements FileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      if (path.equals(folder)) {
        folders.add(path);
        return FileVisitResult.CONTINUE;
      }
      String name = path.getFileName().toString();
      if (ReservedNames.CHECK_NAME.matcher(name).matches()) {
        interrupted.add(path);
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (ReservedNames.isReserved(name)) {
        if (!noteStore(path.getParent())) {
          reserved.add(shown(path));
        }
        skipped++;
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!choice.entersFolder(folder.relativize(path))) {
        skipped++;
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (isExcluded(path, own.reasonAgainstFolder(path, attributes))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      folders.add(path);
      return FileVisitResult.CONTINUE;
    }

    private boolean isExcluded(Path path, Optional<String> reason) {
      reason.ifPresent(
          why -> {
            skipped++;
            excluded.add(new Excluded(shown(path), why));
          });
      return reason.isPresent();
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      String name = path.getFileName().toString();
      if (ReservedNames.isReserved(name)) {
        reserved(path, name, attributes);
      } else if (attributes.isRegularFile()) {
        regular(path, path.subpath(folder.getNameCount(), path.getNameCount()), attributes);
      } else {
        skipped++;
      }
      return FileVisitResult.CONTINUE;
    }

    private void reserved(Path path, String name, BasicFileAttributes attributes) {
      boolean isHalfErased =
          attributes.isRegularFile() && ReservedNames.ERASE_NAME.matcher(name).matches();
      if (isHalfErased || ReservedNames.CHECK_NAME.matcher(name).matches()) {
        interrupted.add(path);
        return;
      }
      skipped++;
      // A mark is a file; and a store may keep its own folder elsewhere, behind a link.
      boolean mayTell = attributes.isSymbolicLink() || name.equals(ReservedNames.STORE_MARK);
      if (!mayTell || !noteStore(path.getParent())) {
        reserved.add(shown(path));
      }
    }

    private void regular(Path path, Path relative, BasicFileAttributes attributes) {
      if (!choice.takes(relative)) {
        skipped++;
        return;
      }
      if (isExcluded(path, own.reasonAgainst(path, attributes))) {
        return;
      }
      String text = relative.toString();
      if (!isTheNameOf(path, text)) {
        addProblem(path, attributes, NOT_A_NAME);
        return;
      }
      try {
        UploadName name = new UploadName(text);
        files.add(new SettledFile(folder, name, FileIdentity.of(attributes)));
      } catch (IllegalArgumentException e) {
        addProblem(path, attributes, e.getMessage() + "; rename it");
      }
    }

    private void addProblem(Path path, BasicFileAttributes attributes, String reason) {
      String version = attributes.size() + " " + attributes.lastModifiedTime() + " ";
      problems.add(new Unusable(shown(path), version, reason));
    }

    private String shown(Path path) {
      return ShellWord.of(folder.relativize(path));
    }

    /** Bytes that are not UTF-8 turn into other characters, and back into other bytes or none. */
    private boolean isTheNameOf(Path path, String relative) {
      try {
        return isAscii(relative) || path.equals(folder.resolve(relative));
      } catch (InvalidPathException e) {
        return false;
      }
    }

    private static boolean isAscii(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) >= 0x80) {
          return false;
        }
      }
      return true;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
      if (path.equals(folder)) {
        throw failure;
      }
      note(path, failure);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, IOException failure) {
      if (failure != null) {
        note(path, failure);
      }
      return FileVisitResult.CONTINUE;
    }

    private void note(Path path, IOException failure) {
      unread.add(folder.relativize(path).toString());
      if (!(failure instanceof NoSuchFileException)) { // gone meanwhile is no problem
        String name = path.equals(folder) ? "." : shown(path);
        problems.add(new Unusable(name, "", IoReason.of(failure)));
      }
    }
  }
}
