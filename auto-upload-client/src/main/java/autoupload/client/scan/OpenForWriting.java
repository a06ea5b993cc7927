package autoupload.client.scan;

import autoupload.client.scan.ReadLease.Answer;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds files that some process has open for writing, as far as Linux tells: by a read lease, else
 * among the descriptors in {@code /proc}. It does not see writers on other machines, and without a
 * lease neither those of other users nor those that only map the file into memory.
 */
final class OpenForWriting {
  /** Whose numbers {@link ReadLease} knows; others, such as MIPS and POWER, have others. */
  private static final Set<String> MACHINES =
      Set.of("amd64", "x86_64", "i386", "x86", "arm", "aarch64", "riscv64");

  private boolean leases = MACHINES.contains(System.getProperty("os.arch"));

  OpenForWriting() {}

  /** Those of the files that somebody has open for writing now. */
  Set<SettledFile> among(List<SettledFile> files) {
    Set<SettledFile> written = new HashSet<>();
    List<SettledFile> unknown = new ArrayList<>();
    for (SettledFile file : files) {
      if (!file.path().getFileSystem().equals(FileSystems.getDefault())) {
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

  private Answer ask(SettledFile file) {
    if (leases) {
      try {
        return ReadLease.ask(file.path());
      } catch (LinkageError e) {
        leases = false; // JNA has no natives for this machine, or nowhere to unpack them
      }
    }
    return Answer.UNKNOWN;
  }
}
