package autoupload.client.scan;

import autoupload.client.scan.ReadLease.Answer;
import autoupload.descriptor.Descriptor;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Detection of files that some process has open for writing, as far as Linux tells: by a read
 * lease, else among the descriptors in {@code /proc}. It does not see writers on other machines,
 * and without a lease neither those of other users nor those that only map the file into memory.
 */
public final class OpenForWriting {
  /** Asks by leases where it can. */
  public OpenForWriting() {}

  /** Those of the files that somebody has open for writing now. */
  Set<SettledFile> among(List<SettledFile> files) {
    Set<Path> written = written(files.stream().map(SettledFile::path).toList());
    return files.stream()
        .filter(file -> written.contains(file.path()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether somebody has that file open for writing now. */
  public boolean has(Path file) {
    return !written(List.of(file)).isEmpty();
  }

  private Set<Path> written(List<Path> files) {
    Set<Path> written = new HashSet<>();
    List<Path> unknown = new ArrayList<>();
    for (Path file : files) {
      if (!file.getFileSystem().equals(FileSystems.getDefault())) {
        continue; // not the kernel's: it has no descriptors for it
      }
      switch (ask(file)) {
        case WRITTEN -> written.add(file);
        case UNKNOWN -> unknown.add(file);
        case NOT_WRITTEN -> {
          // as it should be
        }
      }
    }
    written.addAll(OpenDescriptors.written(unknown));
    return written;
  }

  private static Answer ask(Path file) {
    return Descriptor.unsupportedBecause().isEmpty() ? ReadLease.ask(file) : Answer.UNKNOWN;
  }
}
