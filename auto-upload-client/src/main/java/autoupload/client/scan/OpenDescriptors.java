package autoupload.client.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Search of {@code /proc} for files that the processes of this machine have open for writing. It
 * sees only processes it may look into, so that a file it does not find may be written all the
 * same.
 */
final class OpenDescriptors {
  private static final int O_ACCMODE = 3;

  private record InodeKey(long device, long number) {
    static InodeKey of(Path path, LinkOption... options) throws IOException {
      Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino", options);
      return new InodeKey((Long) attributes.get("dev"), (Long) attributes.get("ino"));
    }
  }

  /** Content of {@code /proc/PID/fdinfo/FD}; the inode number since Linux 5.14. */
  private record DescriptorInfo(boolean writes, OptionalLong inode) {
    static DescriptorInfo read(Path file) throws IOException {
      boolean writes = false;
      OptionalLong inode = OptionalLong.empty();
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        switch (line.substring(0, Math.max(0, colon))) {
          case "flags" -> writes = (Long.parseLong(value, 8) & O_ACCMODE) != 0;
          case "ino" -> inode = OptionalLong.of(Long.parseLong(value));
          default -> {
            // position, mount and locks
          }
        }
      }
      return new DescriptorInfo(writes, inode);
    }
  }

  private final Map<InodeKey, List<Path>> wanted = new HashMap<>();
  private final Set<Long> numbers = new HashSet<>();
  private final Set<Path> written = new HashSet<>();

  private OpenDescriptors(List<Path> files) {
    for (Path file : files) {
      try {
        InodeKey inode = InodeKey.of(file, LinkOption.NOFOLLOW_LINKS);
        wanted.computeIfAbsent(inode, any -> new ArrayList<>()).add(file); // hard links
        numbers.add(inode.number());
      } catch (IOException e) {
        // It is gone; whoever wants to read it will say so.
      }
    }
  }

  /** Those of the files that some process is seen to have open for writing. */
  static Set<Path> written(List<Path> files) {
    OpenDescriptors look = new OpenDescriptors(files);
    if (!look.wanted.isEmpty()) {
      look.visitProcesses();
    }
    return look.written;
  }

  private void visitProcesses() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        visitProcess(process);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without /proc nothing is known.
    }
  }

  private void visitProcess(Path process) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        visitDescriptor(process, descriptor);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It ended, or is somebody else's.
    }
  }

  private void visitDescriptor(Path process, Path descriptor) {
    try {
      if (!Files.readSymbolicLink(descriptor).isAbsolute()) {
        return; // a socket or pipe
      }
      DescriptorInfo info =
          DescriptorInfo.read(process.resolve("fdinfo").resolve(descriptor.getFileName()));
      // The number is compared first: to ask for the device can hang on a network that is away.
      if (info.writes() && (info.inode().isEmpty() || numbers.contains(info.inode().getAsLong()))) {
        written.addAll(wanted.getOrDefault(InodeKey.of(descriptor), List.of()));
      }
    } catch (IOException | NumberFormatException e) {
      // It was closed meanwhile.
    }
  }
}
