package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static autoupload.server.scripted.Credentials.OTHER_HASH;
import static autoupload.server.scripted.Credentials.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.operator.OperatorError;
import autoupload.server.reload.FileChanges;
import autoupload.server.reload.Reloadable;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The accounts follow the file, as long as the file can be read. */
class AccountSourceTest {
  @TempDir private Path dir;
  private Path file;
  private AccountSource source;

  @BeforeEach
  void open() throws IOException {
    file = dir.resolve("passwords");
    Files.writeString(file, line("alice"));
    source = AccountSource.open(file, new FileChanges(Duration.ZERO, System::nanoTime, file));
  }

  private List<String> users() {
    return source.current().accounts().stream().map(a -> a.user().value()).toList();
  }

  @Test
  void aFileThatIsMissingAtTheStartIsAnError() {
    assertThatThrownBy(() -> AccountSource.open(dir.resolve("none")))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void anEditorThatAppendsALineAddsAUser() throws IOException {
    Files.writeString(file, line("alice") + line("bob"));
    assertThat(users()).containsExactly("alice", "bob");
  }

  @Test
  void aFileThatIsReplacedByOneOfTheSameSizeAndTimeIsReadAgain() throws IOException {
    Path other = Files.writeString(dir.resolve("other"), "alice#" + OTHER_HASH + "\n");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(source.current().find("alice").map(Account::hash)).contains(OTHER_HASH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "# alice is on holiday\n", "alice\n", "alice#nonsense\nbob#x"})
  void aFileWithNoUsableLineKeepsTheLastGoodOneAndSaysSoOnce(String emptied) throws IOException {
    Logger log = (Logger) LoggerFactory.getLogger(Reloadable.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    log.addAppender(logged);
    try {
      Files.writeString(file, emptied);
      assertThat(users()).containsExactly("alice");
      source.refresh(true);
      assertThat(users()).containsExactly("alice");
    } finally {
      log.detachAppender(logged);
    }
    assertThat(logged.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR))
        .extracting(line -> line.getKeyValuePairs().toString())
        .asString()
        .contains("no usable line", PasswordFile.NO_USERS);
    Files.writeString(file, line("bob"));
    assertThat(users()).containsExactly("bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"# no users", "# ours\n# No users \r\nalice#nonsense\n"})
  void thatThereAreToBeNoUsersIsSaidByALine(String said) throws IOException {
    Files.writeString(file, said);
    assertThat(users()).isEmpty();
  }

  @Test
  void aServerMayStartWithAnEmptyFile() throws IOException {
    Files.writeString(file, "");
    assertThat(AccountSource.open(file).current().accounts()).isEmpty();
  }

  @Test
  void aBrokenLineDisablesItselfOnly() throws IOException {
    Files.writeString(file, "mallory#nonsense\n" + line("bob") + HASH + "\n");
    assertThat(users()).containsExactly("bob");
  }

  @Test
  void aFileThatIsGoneOrNoTextKeepsTheLastGoodOneUntilItIsRight() throws IOException {
    Files.delete(file);
    assertThat(users()).containsExactly("alice");
    Files.write(file, "bob#\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(users()).containsExactly("alice");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(users()).containsExactly("alice");
    Files.delete(file);
    Files.writeString(file, line("carol"));
    assertThat(users()).containsExactly("carol");
  }

  @Test
  void aFileThatCouldNotBeReadIsTriedAgainThoughItLooksTheSame() throws IOException {
    byte[] right = line("bob").getBytes(StandardCharsets.UTF_8);
    byte[] wrong = right.clone();
    wrong[0] = (byte) 0xff;
    Files.write(file, wrong);
    FileTime time = Files.getLastModifiedTime(file);
    assertThat(users()).containsExactly("alice");

    Files.write(file, right);
    Files.setLastModifiedTime(file, time);
    assertThat(users()).containsExactly("bob");
  }

  @Test
  void theDecoyIsAHashLikeAnyOther() {
    String decoy = source.floor().decoy();
    assertThat(decoy).startsWith(HASH.substring(0, HASH.indexOf("m=8,t=1,p=1")));
    assertThat(AccountSource.open(file).floor().decoy()).isNotEqualTo(decoy);
  }
}
