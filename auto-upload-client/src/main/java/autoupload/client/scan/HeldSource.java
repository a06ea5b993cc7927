package autoupload.client.scan;

import autoupload.descriptor.Descriptor;
import autoupload.descriptor.HeldFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * Handle of a source file that was reached without following a symbolic link, so that what is read
 * is beneath the folder that is uploaded, whoever exchanges names meanwhile.
 */
interface HeldSource extends Closeable {
  /**
   * Reaches it.
   *
   * @throws SourceChanged if the name leads to something else than the file that was found
   */
  static HeldSource of(SettledFile file) throws IOException {
    HeldSource held = reach(file);
    try {
      if (!held.identity().equals(file.identity())) {
        throw new SourceChanged("it changed while it was read");
      }
      SourcePoint.SOURCE_HELD.passed();
      return held;
    } catch (IOException e) {
      held.close();
      throw e;
    }
  }

  private static HeldSource reach(SettledFile file) throws IOException {
    Path path = file.path();
    boolean isOfTheKernel = path.getFileSystem().equals(FileSystems.getDefault());
    return isOfTheKernel && Descriptor.unsupportedBecause().isPresent()
        ? StreamedSource.of(file)
        : new Pinned(HeldFile.open(path));
  }

  /** What it is now. */
  FileIdentity identity() throws IOException;

  /** When anything about it was changed last (ctime); empty where that cannot be told. */
  Optional<Instant> changeTime();

  /** Opens it. */
  FileChannel channel() throws IOException;

  /** Handle by descriptor: the very file, whatever has its name by now. */
  record Pinned(HeldFile file) implements HeldSource {
    @Override
    public FileIdentity identity() throws IOException {
      return FileIdentity.ofFile(file.attributes());
    }

    @Override
    public Optional<Instant> changeTime() {
      return file.changeTime();
    }

    @Override
    public FileChannel channel() throws IOException {
      return file.channel(StandardOpenOption.READ);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
