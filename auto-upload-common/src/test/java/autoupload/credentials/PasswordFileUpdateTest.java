package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.cli.ChildJava;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileUpdateTest {
  private static final Account ANNA = account("anna");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("users");
  }

  private static Account account(String name) {
    return Account.of(new UserName(name), RealLines.BOB_HASH);
  }

  private static void add(Path file, String name) {
    PasswordFileUpdate.changeOrCreate(file, users -> users.with(account(name)));
  }

  private List<String> filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNewFileIsForItsOwnerOnly() throws IOException {
    PasswordFile written = PasswordFileUpdate.changeOrCreate(file, users -> users.with(ANNA));

    assertThat(Files.readString(file)).isEqualTo(ANNA.line() + "\n");
    assertThat(written.accounts()).containsExactly(ANNA);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(filesInFolder()).containsExactly("users");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw-------", "rw-rw-rw-"})
  void anExistingFileKeepsItsMode(String mode) throws IOException {
    Files.writeString(file, RealLines.BOB);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    add(file, "anna");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo(mode);
    assertThat(Files.readString(file)).isEqualTo(RealLines.BOB + "\n" + ANNA.line() + "\n");
  }

  @Test
  void anExistingFileKeepsItsOwnerAndGroup() throws IOException {
    Files.writeString(file, RealLines.BOB);
    assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "only root can give files away");
    Files.setAttribute(file, "unix:uid", 4321);
    Files.setAttribute(file, "unix:gid", 8765);

    add(file, "anna");

    assertThat(Files.readAttributes(file, "unix:uid,gid"))
        .containsEntry("uid", 4321)
        .containsEntry("gid", 8765);
  }

  @Test
  void aSymbolicLinkStaysAndItsTargetChanges() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere/users"));

    add(link, "anna"); // leads nowhere yet
    add(link, "bert");

    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllLines(elsewhere.resolve("users"))).hasSize(2);
  }

  @Test
  void anEditThatFailsLeavesTheFileAlone() throws IOException {
    Files.writeString(file, "# x");
    Object before = Files.readAttributes(file, "unix:ino,ctime");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                PasswordFileUpdate.change(
                    file,
                    users -> {
                      throw new IllegalStateException("no");
                    }));

    assertThat(Files.readAttributes(file, "unix:ino,ctime")).isEqualTo(before);
    assertThat(filesInFolder()).containsExactly("users");
  }

  @Test
  void aFileThatCannotBeReplacedStaysAsItIs() throws IOException {
    Files.writeString(file, RealLines.BOB);
    Files.createDirectories(folder.resolve(".users.new/in-the-way"));

    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> add(file, "anna"))
        .withMessageContaining("cannot change password file " + file)
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.IO_ERROR));
    assertThat(Files.readString(file)).isEqualTo(RealLines.BOB);
  }

  @Test
  void whatACrashLeftBehindDisappearsWithTheNextChange() throws IOException {
    Files.writeString(folder.resolve(".users.new"), "half a li");

    add(file, "anna");

    assertThat(filesInFolder()).containsExactly("users");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    UnaryOperator<PasswordFile> same = UnaryOperator.identity();

    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> PasswordFileUpdate.change(file, same))
        .withMessage("password file " + file + " does not exist: correct the path");
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> add(folder.resolve("none/users"), "anna"))
        .withMessageContaining("the folder of password file");
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> add(folder, "anna"))
        .withMessageContaining("is not a file");
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> add(Path.of("/"), "anna"))
        .withMessageContaining("is not a file");
    assertThat(filesInFolder()).isEmpty();
  }

  /** Program that adds users NAME-0 to NAME-(COUNT-1), each by a change of its own. */
  static final class AddMany {
    public static void main(String[] args) {
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        add(Path.of(args[0]), args[1] + "-" + i);
      }
    }
  }

  @Test
  void processesThatChangeTheFileAtOnceLoseNothing() throws Exception {
    int processes = 4;
    int changes = 50;
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      List<String> command = ChildJava.command(AddMany.class);
      command.addAll(List.of(file.toString(), "p" + i, Integer.toString(changes)));
      running.add(new ProcessBuilder(command).inheritIO().start());
    }
    for (Process process : running) {
      assertThat(process.waitFor()).isZero();
    }

    PasswordFile users = PasswordFile.read(file);
    assertThat(users.accounts()).hasSize(processes * changes);
    assertThat(users.problems()).isEmpty();
    assertThat(filesInFolder()).containsExactly("users");
  }

  @Test
  void threadsThatChangeTheFileAtOnceLoseNothing() {
    Stream.iterate(0, i -> i + 1).limit(40).parallel().forEach(i -> add(file, "t-" + i));

    assertThat(PasswordFile.read(file).accounts()).hasSize(40);
  }
}
