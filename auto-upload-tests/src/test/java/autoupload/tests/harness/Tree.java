package autoupload.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Folder with its content. Files made here have contents that only depend on their seed, and
 * modification times one second apart, the first made being the oldest.
 */
public final class Tree {
  /** 2^20 bytes. */
  public static final long MIB = 1 << 20;

  private static final String RESERVED_PREFIX = ".auto-upload";

  private final Path root;
  private Instant modified = Instant.parse("2024-02-29T12:34:56.123456Z");

  Tree(Path root) {
    this.root = root;
  }

  /**
   * Regular file, with its modification time cut to the microseconds every file system call has.
   */
  public record Entry(long size, Instant modified, String sha256) {}

  /** A folder that exists already. */
  public static Tree at(Path root) {
    return new Tree(root);
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** A path in it. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** A file of {@code size} bytes that cannot be compressed. Makes folders, replaces a file. */
  public Tree file(String name, long size, long seed) throws IOException {
    Files.createDirectories(path(name).getParent());
    SplittableRandom random = new SplittableRandom(seed);
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(path(name))) {
      for (long left = size; left > 0; left -= buffer.length) {
        random.nextBytes(buffer);
        out.write(buffer, 0, (int) Math.min(left, buffer.length));
      }
    }
    modified = modified.plusSeconds(1);
    Files.setLastModifiedTime(path(name), FileTime.from(modified));
    return this;
  }

  /** A file of {@code size} bytes whose content follows from its name. */
  public Tree file(String name, long size) throws IOException {
    return file(name, size, name.hashCode());
  }

  /**
   * Every regular file, by its relative name. Links are not followed, and what Auto Upload keeps
   * for itself ({@code .auto-upload*}) is left out. Empty if there is no such folder.
   */
  public SortedMap<String, Entry> snapshot() throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    if (Files.isDirectory(root)) {
      Files.walkFileTree(root, new Walk(entries));
    }
    return entries;
  }

  /**
   * Directory walk that stays out of Auto Upload's own folders, which come and go while a server
   * runs.
   */
  private final class Walk extends SimpleFileVisitor<Path> {
    private final SortedMap<String, Entry> entries;

    Walk(SortedMap<String, Entry> entries) {
      this.entries = entries;
    }

    private boolean isReserved(Path path) {
      return !path.equals(root) && path.getFileName().toString().startsWith(RESERVED_PREFIX);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isReserved(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !isReserved(file)) {
        entries.put(root.relativize(file).toString(), entry(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
      if (isReserved(path)) {
        return FileVisitResult.CONTINUE;
      }
      throw cause;
    }
  }

  private static Entry entry(Path file) throws IOException {
    Instant modified = Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MICROS);
    return new Entry(Files.size(file), modified, sha256(file));
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
