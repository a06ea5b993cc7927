package autoupload.credentials;

import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Content of a password file: one {@link Account} a line, comments (lines that start with {@code
 * #}) and blank lines. People edit it, so an edit here changes the lines of that one user and not a
 * byte of any other, and a broken line disables itself and nothing else.
 *
 * <p>Of several lines for one user the first usable one counts. Immutable.
 */
public final class PasswordFile {
  /** The line that says on purpose that there are no users: an empty file may be a mistake. */
  public static final String NO_USERS = "# no users";

  /** Line that does not count, its number from 1, and the reason, which quotes nothing of it. */
  public record Problem(int line, String reason) {}

  private final List<Line> lines;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, Integer> lineOf = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private PasswordFile(List<Line> lines) {
    this.lines = List.copyOf(lines);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isComment()) {
        load(lines.get(i), i + 1);
      }
    }
  }

  private void load(Line line, int number) {
    try {
      Account account = Account.parse(line.content());
      Integer earlier = lineOf.putIfAbsent(account.user().value(), number);
      if (earlier == null) {
        accounts.put(account.user().value(), account);
      } else {
        problems.add(new Problem(number, "it names the same user as line " + earlier));
      }
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(number, e.getMessage()));
    }
  }

  /** A file without a line. */
  public static PasswordFile empty() {
    return parse("");
  }

  /**
   * Reads the file.
   *
   * @throws OperatorError if it does not exist, cannot be read or is not UTF-8 text
   */
  public static PasswordFile read(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw OperatorError.usage("password file " + file + " is not a file: correct the path");
      }
      return parse(Files.readAllBytes(file), file);
    } catch (NoSuchFileException e) {
      throw new OperatorError(
          ExitCode.USAGE,
          "password file " + file + " does not exist: correct the path, or add a user with adduser",
          e);
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot read password file " + file + ": " + IoReason.of(e), e);
    }
  }

  /**
   * @param file named in the error
   * @throws OperatorError if {@code content} is not UTF-8 text
   */
  static PasswordFile parse(byte[] content, Path file) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      throw new OperatorError(
          ExitCode.USAGE, "password file " + file + " is not UTF-8 text: save it as UTF-8", e);
    }
  }

  static PasswordFile parse(String text) {
    return new PasswordFile(Line.split(text));
  }

  /** The accounts that count, in the order of their lines. */
  public List<Account> accounts() {
    return List.copyOf(accounts.values());
  }

  /** The account of that name, if there is a usable line for it. */
  public Optional<Account> find(String name) {
    return Optional.ofNullable(accounts.get(name));
  }

  /** The lines that do not count, in order. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Whether a line says that there are to be no users. */
  public boolean saysNoUsers() {
    return lines.stream().anyMatch(PasswordFile::saysNoUsers);
  }

  private static boolean saysNoUsers(Line line) {
    return line.content().equalsIgnoreCase(NO_USERS);
  }

  /** Whether any line, usable or not, is for that user. */
  public boolean mentions(UserName user) {
    return lines.stream().anyMatch(line -> line.isFor(user));
  }

  /**
   * With a line for a new user at the end, and no line that says that there are none.
   *
   * @throws IllegalArgumentException if a line {@linkplain #mentions mentions} that user already
   */
  public PasswordFile with(Account added) {
    if (mentions(added.user())) {
      throw new IllegalArgumentException("the user has a line already");
    }
    return new PasswordFile(
        withLast(added.line(), lines.stream().filter(line -> !saysNoUsers(line)).toList()));
  }

  private static List<Line> withLast(String added, List<Line> lines) {
    String ending = lines.stream().anyMatch(Line::endsWithCrLf) ? "\r\n" : "\n";
    List<Line> changed = new ArrayList<>(lines);
    if (!changed.isEmpty()) {
      int last = changed.size() - 1;
      changed.set(last, changed.get(last).ended(ending));
    }
    changed.add(new Line(added, ending));
    return changed;
  }

  /**
   * With another content of the line that counts for this user.
   *
   * @throws IllegalArgumentException if no line counts for that user
   */
  public PasswordFile replacing(Account account) {
    Integer number = lineOf.get(account.user().value());
    if (number == null) {
      throw new IllegalArgumentException("the user has no usable line");
    }
    List<Line> changed = new ArrayList<>(lines);
    changed.set(number - 1, new Line(account.line(), lines.get(number - 1).ending()));
    return new PasswordFile(changed);
  }

  /**
   * Without any line for that user: also unusable ones, for removing only the first of two would
   * put the second one into force. After the last user the file says that there are none.
   */
  public PasswordFile without(UserName user) {
    PasswordFile left = new PasswordFile(lines.stream().filter(line -> !line.isFor(user)).toList());
    return left.accounts.isEmpty() && !left.saysNoUsers()
        ? new PasswordFile(withLast(NO_USERS, left.lines))
        : left;
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()).append(line.ending()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "PasswordFile[" + accounts.size() + " accounts, " + problems.size() + " problems]";
  }
}
