package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class StateFolderTest {
  private static final Path SOURCE = Path.of("/media/dashcam");

  @TempDir private Path base;

  private StateFolder open() {
    return StateFolder.open(base, "server:443", "user", SOURCE).orElseThrow();
  }

  private ClientId clientId() {
    try (StateFolder state = open()) {
      return state.clientId();
    }
  }

  private Path find(String name) throws IOException {
    try (Stream<Path> all = Files.walk(base)) {
      return all.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void isGivenOrWhereTheXdgSpecificationHasIt() {
    Optional<Path> none = Optional.empty();
    Path home = Path.of(System.getProperty("user.home"), ".local", "state", "auto-upload");

    assertThat(StateFolder.base(Optional.of(Path.of("/s")), Map.of("XDG_STATE_HOME", "/x")))
        .isEqualTo(Path.of("/s"));
    assertThat(StateFolder.base(Optional.of(Path.of("s")), Map.of())).isAbsolute();
    assertThat(StateFolder.base(none, Map.of("XDG_STATE_HOME", "/x")))
        .isEqualTo(Path.of("/x/auto-upload"));
    assertThat(StateFolder.base(none, Map.of())).isEqualTo(home);
    assertThat(StateFolder.base(none, Map.of("XDG_STATE_HOME", ""))).isEqualTo(home);
    assertThat(StateFolder.base(none, Map.of("XDG_STATE_HOME", "relative"))).isEqualTo(home);
  }

  @Test
  void aUserWithoutAHomeIsToldWhatToDo() {
    String home = System.setProperty("user.home", "?");
    try {
      assertThatThrownBy(() -> StateFolder.base(Optional.empty(), Map.of()))
          .isInstanceOf(OperatorError.class)
          .hasMessageContaining("no home folder")
          .hasMessageContaining("--state");
      assertThat(StateFolder.base(Optional.empty(), Map.of("XDG_STATE_HOME", "/x")))
          .isEqualTo(Path.of("/x/auto-upload"));
    } finally {
      System.setProperty("user.home", home);
    }
  }

  @Test
  void aSecondClientIsSentAwayUntilTheFirstIsDone() {
    try (StateFolder first = open()) {
      assertThat(first.clientId()).isNotNull();
      assertThat(StateFolder.open(base, "server:443", "user", SOURCE)).isEmpty();
    }
    open().close();
  }

  @Test
  void aSecondProcessIsSentAwayToo() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                base.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      assertThat(StateFolder.open(base, "server:443", "user", SOURCE)).isEmpty();
    } finally {
      other.destroyForcibly();
    }
    other.waitFor();
    open().close(); // the kernel dropped the lock with the process
  }

  /** Another client: it says so once it has the lock, and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws InterruptedException {
      try (StateFolder state =
          StateFolder.open(Path.of(args[0]), "server:443", "user", SOURCE).orElseThrow()) {
        System.out.write('!');
        System.out.flush();
        Thread.sleep(60_000);
        assertThat(state).isNotNull();
      }
    }
  }

  @Test
  void anotherServerUserOrFolderIsAnotherClient() {
    try (StateFolder first = open();
        StateFolder server = StateFolder.open(base, "server:444", "user", SOURCE).orElseThrow();
        StateFolder user = StateFolder.open(base, "server:443", "user2", SOURCE).orElseThrow();
        StateFolder folder =
            StateFolder.open(base, "server:443", "user", Path.of("/other")).orElseThrow()) {
      assertThat(List.of(first.clientId(), server.clientId(), user.clientId(), folder.clientId()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void remembersWhoTheClientIs() {
    ClientId id = clientId();

    assertThat(clientId()).isEqualTo(id);
  }

  @Test
  void aDamagedClientIdIsReplacedByANewOne() throws IOException {
    ClientId id = clientId();
    byte[][] damaged = {{}, "0123".getBytes(StandardCharsets.US_ASCII), {-1, -2}};
    for (byte[] bytes : damaged) {
      Files.write(find("client-id"), bytes);

      ClientId next = clientId();
      assertThat(next).isNotEqualTo(id);
      assertThat(clientId()).isEqualTo(next);
    }
  }

  @Test
  void nobodyElseCanReadIt() throws IOException {
    assertThat(clientId()).isNotNull();

    try (Stream<Path> all = Files.walk(base)) {
      for (Path path : all.filter(p -> !p.equals(base)).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void saysWhereElseToPutItIfItCannotBeThere() throws IOException {
    Path file = Files.createFile(base.resolve("file"));

    assertThatThrownBy(() -> StateFolder.open(file, "server:443", "user", SOURCE))
        .isInstanceOfSatisfying(
            OperatorError.class, error -> assertThat(error.exitCode()).isEqualTo(ExitCode.IO_ERROR))
        .hasMessageContaining("--state");
  }
}
