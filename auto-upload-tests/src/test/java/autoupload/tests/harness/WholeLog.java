package autoupload.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Output of all processes of a run of the tests, a file for each of their streams, and the secrets
 * they were given or made. Several JVMs write to it at the same time. Safe for use by many threads.
 */
public final class WholeLog {
  /** Shorter ones could stand anywhere. */
  static final int SHORTEST = 5;

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String SECRETS = ".secrets";
  private static final String SAID = ".said";
  private static final String ME = Long.toString(ProcessHandle.current().pid());

  private final Path folder;
  private final Set<String> known = new HashSet<>();

  private WholeLog(Path folder) {
    this.folder = folder;
  }

  /** That of this run of Maven. */
  public static WholeLog ofThisRun() {
    String run = System.getProperty("autoupload.run", "by-hand");
    return in(Installation.root().resolve("auto-upload-tests/target/whole-log").resolve(run));
  }

  /** One in another folder. */
  static WholeLog in(Path folder) {
    return new WholeLog(folder);
  }

  /** Whether any process was started. */
  public boolean exists() {
    return Files.isDirectory(folder);
  }

  /**
   * A new file for what a process says.
   *
   * @param label who says it, and where
   * @param onPurpose what it is meant to show
   */
  Path newFile(String label, List<SecretKind> onPurpose) {
    StringBuilder name = new StringBuilder(ME + "-" + NUMBER.incrementAndGet() + "-" + label);
    onPurpose.forEach(kind -> name.append(kind.shown()));
    return makeFolder().resolve(name + SAID);
  }

  private Path makeFolder() {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From here on this must not be in it, nor have been. */
  synchronized void know(SecretKind kind, String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "a " + kind + " so short cannot be told from other text: let the test use a longer one");
    }
    String line = kind + " " + Base64.getEncoder().encodeToString(bytes(secret)) + "\n";
    if (known.add(line)) {
      try {
        Path file = makeFolder().resolve(ME + SECRETS);
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Where which kind of secret is: {@code 12-3-TrustIT-client.err.said line 4: a PASSWORD}. */
  public List<String> findings() throws IOException {
    Map<String, Map<String, SecretKind>> byStart = secretsByStart();
    List<String> found = new ArrayList<>();
    for (Path file : files(SAID)) {
      String name = file.getFileName().toString();
      int number = 0;
      for (String line : read(file).lines().toList()) {
        number++;
        for (SecretKind kind : kindsIn(line, byStart)) {
          if (!name.contains(kind.shown())) {
            found.add(name + " line " + number + ": a " + kind);
          }
        }
      }
    }
    return found;
  }

  /** Whatever it is: a JVM that wrote it may have been killed within a character. */
  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** How many outputs were kept. */
  public int outputs() throws IOException {
    return files(SAID).size();
  }

  /** How many secrets are looked for. */
  public int secrets() throws IOException {
    return secretsByStart().values().stream().mapToInt(Map::size).sum();
  }

  /** So that looking for thousands of them costs one look at each place. */
  private Map<String, Map<String, SecretKind>> secretsByStart() throws IOException {
    Map<String, Map<String, SecretKind>> byStart = new HashMap<>();
    for (Path file : files(SECRETS)) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" ", 2);
        String secret = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        byStart
            .computeIfAbsent(secret.substring(0, SHORTEST), start -> new LinkedHashMap<>())
            .put(secret, SecretKind.valueOf(parts[0]));
      }
    }
    return byStart;
  }

  private static Set<SecretKind> kindsIn(
      String line, Map<String, Map<String, SecretKind>> byStart) {
    Set<SecretKind> kinds = new TreeSet<>();
    for (int at = 0; at + SHORTEST <= line.length(); at++) {
      int from = at;
      byStart
          .getOrDefault(line.substring(at, at + SHORTEST), Map.of())
          .forEach(
              (secret, kind) -> {
                if (line.startsWith(secret, from)) {
                  kinds.add(kind);
                }
              });
    }
    return kinds;
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
