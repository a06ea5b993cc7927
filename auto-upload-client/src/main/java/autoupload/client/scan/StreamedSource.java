package autoupload.client.scan;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Source file in a folder that Java itself holds, for machines where {@link
 * autoupload.descriptor.Descriptor} does not work. The folder is the right one; that the file is
 * too is seen before and after it is opened.
 */
final class StreamedSource implements HeldSource {
  private final SecureDirectoryStream<Path> folder;
  private final Path name;

  private StreamedSource(SecureDirectoryStream<Path> folder, Path name) {
    this.folder = folder;
    this.name = name;
  }

  @SuppressWarnings("StreamResourceLeak") // it goes on into what is returned
  static StreamedSource of(SettledFile file) throws IOException {
    Path relative = file.folder().relativize(file.path());
    SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(file.folder()));
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      try (SecureDirectoryStream<Path> outer = folder) {
        folder = outer.newDirectoryStream(relative.getName(i), LinkOption.NOFOLLOW_LINKS);
      }
    }
    return new StreamedSource(folder, relative.getFileName());
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder)
      throws IOException {
    if (folder instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    folder.close();
    throw new NotDirectoryException("no folder can be held open here");
  }

  @Override
  public FileIdentity identity() throws IOException {
    return FileIdentity.ofFile(
        folder
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes());
  }

  @Override
  public Optional<Instant> changeTime() {
    return Optional.empty();
  }

  @Override
  public FileChannel channel() throws IOException {
    FileIdentity before = identity();
    FileChannel channel =
        (FileChannel)
            folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    try {
      if (!identity().equals(before)) {
        throw new SourceChanged("it changed while it was read");
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
