package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * File tree walk like {@link Files#walkFileTree(Path, FileVisitor)}, but each folder is opened in
 * the one in which it was found, by descriptor: whoever exchanges it for a link leads the walk
 * nowhere. A visitor may go on or skip a folder, no more.
 */
final class FolderWalk {
  /** Of a path, as the kernel takes it (PATH_MAX): nobody could open what is deeper. */
  private static final int LONGEST = 4096;

  private final FileVisitor<Path> visitor;

  private FolderWalk(FileVisitor<Path> visitor) {
    this.visitor = visitor;
  }

  @SuppressWarnings("StreamResourceLeak") // closed a few lines below
  static void of(Path folder, FileVisitor<Path> visitor) throws IOException {
    DirectoryStream<Path> opened;
    try {
      opened = Files.newDirectoryStream(folder);
    } catch (IOException e) {
      visitor.visitFileFailed(folder, e);
      return;
    }
    try (opened) {
      if (opened instanceof SecureDirectoryStream<Path> secure) {
        BasicFileAttributes attributes =
            secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
        if (visitor.preVisitDirectory(folder, attributes) == FileVisitResult.CONTINUE) {
          new FolderWalk(visitor).list(folder, secure);
        }
        return;
      }
    }
    Files.walkFileTree(folder, visitor); // not the kernel's, so nobody exchanges anything
  }

  private void list(Path folder, SecureDirectoryStream<Path> stream) throws IOException {
    IOException failure = null;
    try {
      for (Path path : stream) {
        visit(path, stream);
      }
    } catch (DirectoryIteratorException e) {
      failure = e.getCause();
    }
    visitor.postVisitDirectory(folder, failure);
  }

  private void visit(Path path, SecureDirectoryStream<Path> in) throws IOException {
    Path name = path.getFileName();
    BasicFileAttributes attributes;
    try {
      attributes = attributes(name, in);
    } catch (IOException e) {
      visitor.visitFileFailed(path, e);
      return;
    }
    if (!attributes.isDirectory()) {
      visitor.visitFile(path, attributes);
    } else if (visitor.preVisitDirectory(path, attributes) == FileVisitResult.CONTINUE) {
      enter(path, name, in);
    }
  }

  private void enter(Path path, Path name, SecureDirectoryStream<Path> in) throws IOException {
    SourcePoint.FOLDER_FOUND.passed();
    SecureDirectoryStream<Path> inner;
    try {
      if (path.toString().length() >= LONGEST) {
        throw new FileSystemException(path.toString(), null, "file name too long");
      }
      inner = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      visitor.visitFileFailed(path, isStillFolder(name, in) ? e : gone(path));
      return;
    }
    try (inner) {
      SourcePoint.FOLDER_OPENED.passed();
      list(path, inner);
    }
  }

  private static boolean isStillFolder(Path name, SecureDirectoryStream<Path> in) {
    try {
      return attributes(name, in).isDirectory();
    } catch (IOException e) {
      return false;
    }
  }

  private static IOException gone(Path path) {
    return new NoSuchFileException(path.toString());
  }

  private static BasicFileAttributes attributes(Path name, SecureDirectoryStream<Path> in)
      throws IOException {
    return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }
}
