package autoupload.client.scan;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Files of the running program: its class path, what the options of its JVM name, such as a class
 * archive or an agent, and what is mapped into its memory, such as native libraries.
 */
final class RunningProgram {
  /** Options of the launcher whose value is the next word. */
  private static final Set<String> WITH_VALUE =
      Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");

  private static final List<String> JVM_VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private RunningProgram() {}

  /** The folder of the JVM and its libraries. */
  static Optional<Path> javaHome() {
    return path(System.getProperty("java.home", ""));
  }

  /**
   * All of them as far as the system tells; some may not exist any more. Plain loops, since every
   * run pays for this, the shortest too.
   */
  static Set<Path> files() {
    Set<Path> files = new HashSet<>();
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      add(files, entry);
    }
    for (String word : jvmWords()) {
      addNamed(files, word);
    }
    for (String variable : JVM_VARIABLES) {
      for (String word : System.getenv().getOrDefault(variable, "").split(" ", -1)) {
        addNamed(files, word);
      }
    }
    addMapped(files, read("/proc/self/maps"));
    return files;
  }

  private static void add(Set<Path> files, String name) {
    path(name).ifPresent(files::add);
  }

  private static Optional<Path> path(String name) {
    try {
      return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The words of this process's command line up to its main class or jar. */
  private static List<String> jvmWords() {
    List<String> words = Arrays.asList(read("/proc/self/cmdline").split("\0"));
    int end = 1;
    while (end < words.size()
        && (words.get(end).startsWith("-") || words.get(end).startsWith("@"))
        && !words.get(end).equals("-jar")) {
      end += WITH_VALUE.contains(words.get(end)) ? 2 : 1;
    }
    return words.subList(Math.min(1, words.size()), Math.min(end, words.size()));
  }

  /** Such as {@code -agentpath:FILE=x}, {@code -XX:SharedArchiveFile=A:B} or {@code @FILE}. */
  static void addNamed(Set<Path> files, String word) {
    StringTokenizer parts = new StringTokenizer(word, "=:,@");
    if (!word.startsWith("@") && parts.hasMoreTokens()) {
      parts.nextToken(); // the option's own name
    }
    while (parts.hasMoreTokens()) {
      add(files, parts.nextToken());
    }
  }

  /** proc(5): the path is the last of six columns, and the only one with a slash in it. */
  private static void addMapped(Set<Path> files, String maps) {
    String last = "";
    for (int start = 0; start < maps.length(); ) {
      int end = maps.indexOf('\n', start) < 0 ? maps.length() : maps.indexOf('\n', start);
      int path = maps.indexOf('/', start);
      if (path >= 0 && path < end && !maps.regionMatches(path, last, 0, end - path)) {
        last = maps.substring(path, end);
        add(files, last);
      }
      start = end + 1;
    }
  }

  /** Empty where there is no such file, as outside of Linux. */
  private static String read(String file) {
    try {
      return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
