package autoupload.client.pass;

import autoupload.client.journal.Journal;
import autoupload.client.scan.StateMark;
import autoupload.files.FileMode;
import autoupload.files.SmallFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * State folder: what a client remembers between runs, in a folder of its own for each server, user
 * and folder, which one process at a time holds by a kernel lock.
 */
public final class StateFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel lock;

  /** Failure to open a state folder that another process has. */
  public static final class InUse extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path source;

    public InUse(Path source) {
      this.source = source;
    }

    /** What it is at work on. */
    public Path source() {
      return source;
    }
  }

  private StateFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * The folder all state is under: what was given, else {@code $XDG_STATE_HOME/auto-upload}, else
   * {@code ~/.local/state/auto-upload} (XDG Base Directory Specification).
   *
   * @throws OperatorError if it was not given and there is no home folder
   */
  public static Path base(Optional<Path> given, Map<String, String> environment) {
    if (given.isPresent()) {
      return given.get().toAbsolutePath();
    }
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    if (xdg.startsWith("/")) { // the specification says that a relative path is to be ignored
      return Path.of(xdg, "auto-upload");
    }
    String home = System.getProperty("user.home", "");
    if (!home.startsWith("/")) { // Java says "?" of a user that the system does not know
      throw OperatorError.usage(
          "this user has no home folder to remember uploads in: give a folder with --state");
    }
    return Path.of(home, ".local", "state", "auto-upload");
  }

  /**
   * Opens the state of uploads from {@code source} to {@code user} at {@code server}, making it if
   * there is none; empty if another client has it.
   *
   * @throws OperatorError with {@link ExitCode#IO_ERROR} if the disk does not let it be used, which
   *     may pass
   */
  public static Optional<StateFolder> open(Path base, String server, String user, Path source) {
    Path folder = folder(base, server, user, source);
    try {
      Files.createDirectories(folder, FileMode.of("rwx------"));
      StateMark.put(folder, FileMode.OWNER_ONLY);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"),
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
              FileMode.OWNER_ONLY);
      if (!lock(channel)) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new StateFolder(folder, channel));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * What was uploaded and what is under way, read while another client may write it; nothing is
   * made or changed, and the caller only asks. Empty if no client was here yet.
   */
  public static Optional<Journal> peek(Path base, String server, String user, Path source) {
    Path folder = folder(base, server, user, source);
    try {
      return Optional.of(Journal.read(folder.resolve("journal")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static Path folder(Path base, String server, String user, Path source) {
    return base.resolve(key(server, user, source));
  }

  /** What those remember that found another client at work there, and so may use nothing else. */
  public static Path noticesOfOthers(Path base, String server, String user, Path source) {
    return folder(base, server, user, source).resolve("said-by-others");
  }

  private static String key(String server, String user, Path source) {
    byte[] text = (server + "\n" + user + "\n" + source).getBytes(StandardCharsets.UTF_8);
    byte[] hash = ContentDigest.newSha256().digest(text);
    return HexFormat.of().formatHex(hash, 0, 8);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process has it
    }
  }

  /** What was uploaded and what is under way. */
  Journal journal() {
    try {
      return Journal.open(folder.resolve("journal"));
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** Where the login's ticket is kept. */
  public Path ticket() {
    return folder.resolve("ticket");
  }

  /** Where the seals of files under way are kept. */
  public Path seals() {
    return folder.resolve("seals");
  }

  /** Where it is remembered whom files are sealed for. */
  public Path recipient() {
    return folder.resolve("recipient");
  }

  /** Where the {@link LastOutcome} is remembered. */
  public Path outcome() {
    return folder.resolve("outcome");
  }

  /** Where it is remembered what was {@linkplain autoupload.client.report.Notices said}. */
  Path notices() {
    return folder.resolve("said");
  }

  /** Who this client is to the server; made up at the first call ever. */
  public ClientId clientId() {
    Path file = folder.resolve("client-id");
    try {
      return new ClientId(Files.readString(file).strip());
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return newClientId(file);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private ClientId newClientId(Path file) {
    ClientId id = ClientId.random();
    try {
      SmallFile.replaceDurably(file, id.hex() + "\n");
      return id;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static OperatorError unusable(Path folder, IOException cause) {
    return new OperatorError(
        ExitCode.IO_ERROR,
        "cannot use the state folder "
            + folder
            + ": "
            + IoReason.of(cause)
            + "; if that lasts, give another one with --state",
        cause);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The kernel drops the lock with the process.
    }
  }
}
