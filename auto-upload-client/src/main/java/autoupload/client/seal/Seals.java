package autoupload.client.seal;

import autoupload.age.AgeException;
import autoupload.age.AgeSeal;
import autoupload.client.scan.ScanCoverage;
import autoupload.files.FileExposure;
import autoupload.files.FileMode;
import autoupload.files.Folder;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Store of the seals of files under way, in a folder of their own: each is there before a byte
 * under it leaves and until the server has the file, so that an interrupted upload goes on. Used by
 * one thread at a time.
 */
public final class Seals {
  /** What the name of a seal that is not complete yet ends with. */
  static final String TEMPORARY = ".new";

  private static final Duration LONGEST_OUT_OF_SIGHT = Duration.ofDays(90);

  private final Path folder;

  /** What this object made, and others may have read since on a file system without modes. */
  private final Set<Path> made = new HashSet<>();

  /** The seals in {@code folder}, which need not be there yet; its parent is. */
  public Seals(Path folder) {
    this.folder = folder;
  }

  static OperatorError unwritable(IOException cause) {
    return new OperatorError(
        ExitCode.IO_ERROR,
        "cannot keep the seal of a file in the state folder: " + IoReason.of(cause),
        cause);
  }

  private static String fileName(String name) {
    byte[] hash = ContentDigest.newSha256().digest(name.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private Path path(String name) {
    return folder.resolve(fileName(name));
  }

  /**
   * The seal that is for exactly this, if there is one; the caller closes it. One of the same name
   * that is for anything else is destroyed, and so is a damaged one, and on a file system that
   * cannot keep it from others, such as FAT, one that an earlier run made.
   *
   * @throws OperatorError if others may read it although that could be had otherwise
   */
  Optional<KeptSeal> find(SealSubject subject) {
    Path path = path(subject.name());
    try {
      if (FileExposure.canBeForOwnerOnly(folder)) {
        refuseExposed(path);
      } else if (!made.contains(path)) {
        SealFile.destroy(path);
        return Optional.empty();
      }
      SealFile.SealRecords found = SealFile.read(path);
      if (!found.subject().equals(subject)) {
        found.key().close();
        SealFile.destroy(path);
        return Optional.empty();
      }
      AgeSeal seal = AgeSeal.restore(found.preamble(), found.key());
      return Optional.of(new KeptSeal(path, seal, found.segments(), found.chunks(), found.end()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (SealFile.Damaged | AgeException e) {
      destroy(subject.name());
      return Optional.empty();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** What the server is about to get might be read with it by whoever has seen it. */
  private static void refuseExposed(Path path) throws IOException {
    FileExposure.requireForOwnerOnly(
        path, "the key of a file that is being uploaded: remove it, and that file is sealed anew");
  }

  /** A new seal, on the disk when this returns; the caller closes it. */
  KeptSeal create(SealSubject subject, Recipients recipients) {
    Path path = path(subject.name());
    AgeSeal seal = AgeSeal.create(recipients.all());
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, FileMode.of("rwx------"));
        Folder.force(folder.getParent());
      }
      long end = SealFile.create(path, subject, seal.preamble(), seal.key());
      made.add(path);
      return new KeptSeal(path, seal, end);
    } catch (IOException e) {
      seal.close();
      throw unwritable(e);
    }
  }

  /** Nothing is ever sealed with what there is for the file of that name. */
  void destroy(String name) {
    destroy(path(name));
  }

  private static void destroy(Path path) {
    try {
      SealFile.destroy(path);
    } catch (NoSuchFileException e) {
      // there is none
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Destroys a seal whose file failed, as far as that still can be done. */
  static void abandon(Path path, IOException failure) {
    try {
      SealFile.destroy(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The server has the file of that name. */
  public void done(UploadName name) {
    destroy(name.value());
  }

  /**
   * Destroys all but those of the files of these names, and of such as may only be out of coverage:
   * these are kept until nothing was sent under them for 90 days.
   *
   * @param names asked for, as the coverage is, if there is a seal at all
   * @param coverage what the folder shows
   */
  public void keepOnly(Stream<UploadName> names, Supplier<ScanCoverage> coverage) {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> found = list.toList();
      if (found.isEmpty()) {
        return;
      }
      Set<String> kept = names.map(name -> fileName(name.value())).collect(Collectors.toSet());
      List<Path> others =
          found.stream().filter(path -> !kept.contains(path.getFileName().toString())).toList();
      if (!others.isEmpty()) {
        ScanCoverage shown = coverage.get();
        others.stream().filter(path -> !mayBeOutOfSight(path, shown)).forEach(Seals::destroy);
      }
    } catch (NoSuchFileException e) {
      // no file was ever sealed
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static boolean mayBeOutOfSight(Path path, ScanCoverage coverage) {
    if (path.toString().endsWith(TEMPORARY)) {
      return false;
    }
    try {
      SealFile.SealRecords found = SealFile.read(path);
      found.key().close();
      String name = found.subject().name();
      Instant used = Files.getLastModifiedTime(path).toInstant();
      return !coverage.isPresent(name)
          && !coverage.isGone(name)
          && Instant.now().isBefore(used.plus(LONGEST_OUT_OF_SIGHT));
    } catch (SealFile.Damaged e) {
      return false;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
