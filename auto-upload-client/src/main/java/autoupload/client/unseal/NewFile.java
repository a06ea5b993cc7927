package autoupload.client.unseal;

import autoupload.age.AgeFile;
import autoupload.age.Identity;
import autoupload.files.Folder;
import autoupload.files.LinkOrMove;
import autoupload.files.Replace;
import autoupload.upload.ReservedNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Atomic creation of the file with the content of a sealed one, under a name that was free. It has
 * that name only once it is complete, genuine and forced to the disk; until then it has a hidden
 * one in the same folder.
 */
final class NewFile {
  private static final int BLOCK = 256 << 10;

  private NewFile() {}

  /**
   * @throws IOException if the name is taken, or the file cannot be opened or written; then nothing
   *     is left of it
   */
  static void write(Targets.Pair pair, List<Identity> identities) throws IOException {
    Path target = pair.plain().toAbsolutePath();
    refuseTaken(target);
    try (InputStream plain =
        AgeFile.open(
            new BufferedInputStream(Files.newInputStream(pair.sealed()), BLOCK), identities)) {
      Files.createDirectories(target.getParent());
      byte[] random = new byte[8];
      new SecureRandom().nextBytes(random);
      Path temporary =
          target.resolveSibling(ReservedNames.temporary(HexFormat.of().formatHex(random)));
      try {
        copy(plain, temporary);
        Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(pair.sealed()));
        publish(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    Folder.force(target.getParent());
  }

  private static void refuseTaken(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("there is a file " + target + " already; it stays as it is");
    }
  }

  private static void copy(InputStream plain, Path temporary) throws IOException {
    byte[] block = new byte[BLOCK];
    try (FileChannel out =
        FileChannel.open(
            temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      for (int count = plain.read(block); count >= 0; count = plain.read(block)) {
        Replace.writeAll(out, ByteBuffer.wrap(block, 0, count));
      }
      out.force(true);
    }
  }

  private static void publish(Path temporary, Path target) throws IOException {
    if (LinkOrMove.name(target, temporary) == LinkOrMove.TAKEN) {
      refuseTaken(target);
      throw new FileAlreadyExistsException(target.toString()); // for a moment
    }
  }
}
