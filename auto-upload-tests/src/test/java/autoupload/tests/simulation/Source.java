package autoupload.tests.simulation;

import autoupload.upload.ReservedNames;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Source folder, with its user, whose files are forced to the disk. */
final class Source {
  private static final Pattern SET_ASIDE =
      Pattern.compile(Pattern.quote(ReservedNames.CHECK_PREFIX) + "[0-9a-f]{8}-(.+)");

  static final int CHUNK = 1024;

  private static final List<String> NAMES =
      List.of("a.bin", "b.bin", "c", "d/a.bin", "d/e/f.bin", "d/g.bin");

  private static final int[] SIZES = {
    0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 7, 5 * CHUNK + 300
  };

  private final Path folder;
  private final Trace trace;

  /** What the user means each name to be. */
  private final Map<String, byte[]> current = new TreeMap<>();

  /** Every content a name ever had. */
  private final Map<String, List<byte[]>> history = new HashMap<>();

  /**
   * @param folder as the user sees it, whom no crash of the client ends
   */
  Source(Path folder, Trace trace) {
    this.folder = folder;
    this.trace = trace;
  }

  synchronized Map<String, byte[]> current() {
    return Map.copyOf(current);
  }

  synchronized Map<String, List<byte[]>> history() {
    return Map.copyOf(history);
  }

  /** The user does something. */
  synchronized void change(RandomGenerator random, boolean betweenPasses) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    byte[] content = new byte[SIZES[random.nextInt(SIZES.length)]];
    random.nextBytes(content);
    int what = random.nextInt(10);
    try {
      boolean exists = Files.exists(folder.resolve(name));
      if (what < 2 || !exists) {
        replace(name, content);
      } else if (what < 4) {
        overwrite(name, content);
      } else if (what == 4) {
        touch(name);
      } else if (what == 5) {
        copy(name, NAMES.get(random.nextInt(NAMES.size())));
      } else if (what == 6) {
        remove(name);
      } else if (what == 7 && betweenPasses) {
        forge(name, random);
      } else {
        replace(name, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file that nothing else touches. */
  synchronized void putOneMore(int number) {
    try {
      replace("more-" + number, new byte[] {(byte) number});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(String what, String name, byte[] content) {
    trace.add("the user " + what + " " + name + ", " + content.length + " bytes");
    current.put(name, content);
    history.computeIfAbsent(name, any -> new ArrayList<>()).add(content);
  }

  private void replace(String name, byte[] content) throws IOException {
    note("puts", name, content);
    Path file = folder.resolve(name);
    Path temporary = folder.resolve("next.tmp");
    makeFolders(file.getParent());
    write(temporary, content);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    force(folder);
    force(file.getParent());
  }

  private void makeFolders(Path wanted) throws IOException {
    if (!Files.exists(wanted)) {
      makeFolders(wanted.getParent());
      Files.createDirectory(wanted);
      force(wanted.getParent());
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void overwrite(String name, byte[] content) throws IOException {
    note("writes over", name, content);
    write(folder.resolve(name), content);
  }

  private void touch(String name) throws IOException {
    trace.add("the user touches " + name);
    Path file = folder.resolve(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size());
      channel.force(true);
    }
  }

  private void copy(String from, String to) throws IOException {
    byte[] content = Files.readAllBytes(folder.resolve(from));
    trace.add("the user copies " + from);
    replace(to, content);
  }

  private void remove(String name) throws IOException {
    trace.add("the user removes " + name);
    current.remove(name);
    Files.delete(folder.resolve(name));
    force(folder.resolve(name).getParent());
  }

  /** Another content of the same length and date. */
  private void forge(String name, RandomGenerator random) throws IOException {
    Path file = folder.resolve(name);
    FileTime date = Files.getLastModifiedTime(file);
    byte[] content = Files.readAllBytes(file);
    if (content.length > 0) {
      content[random.nextInt(content.length)]++;
    }
    note("forges", name, content);
    write(file, content);
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(date, null, null);
  }

  /** What is in the folder now, by name. */
  synchronized Map<String, byte[]> files() {
    return owned(Folders.files(folder));
  }

  /**
   * The same, and what a client that died had moved out of the way: the next one gives it its name
   * back.
   */
  synchronized Map<String, byte[]> filesAndSetAside() {
    Map<String, byte[]> found = Folders.files(folder);
    for (Path path : setAside()) {
      Matcher parked = SET_ASIDE.matcher(path.getFileName().toString());
      if (parked.matches()) {
        String name = folder.relativize(path.resolveSibling(parked.group(1))).toString();
        found.computeIfAbsent(name, absent -> read(path));
      }
    }
    return owned(found);
  }

  /** A file that the client put back beside a newer one of its name is the user's from now on. */
  private Map<String, byte[]> owned(Map<String, byte[]> found) {
    found.forEach(
        (name, content) -> {
          if (!current.containsKey(name) && putBackFrom(name, content)) {
            note("gets back", name, content);
          }
        });
    return found;
  }

  /** What the client keeps in the folder for itself, which is nothing once it is done. */
  synchronized List<Path> setAside() {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith(ReservedNames.PREFIX))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is not in the folder any more is not expected anywhere. */
  synchronized void forgetGone() {
    current.keySet().retainAll(filesAndSetAside().keySet());
  }

  private boolean putBackFrom(String name, byte[] content) {
    return Set.copyOf(history.keySet()).stream()
        .filter(original -> name.matches(pattern(original)))
        .flatMap(original -> history.get(original).stream())
        .anyMatch(before -> Arrays.equals(before, content));
  }

  private static String pattern(String original) {
    String marked = new UploadName(original).withVariant("00000000").value();
    return Stream.of(marked.split("00000000", -1))
        .map(Pattern::quote)
        .reduce((a, b) -> a + "[0-9a-f]{8}" + b)
        .orElseThrow();
  }
}
