package autoupload.server.login;

import static autoupload.server.scripted.Credentials.HASH;
import static autoupload.server.scripted.Credentials.PASSWORD;
import static autoupload.server.scripted.Credentials.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.scripted.RawClient;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credential check: only the right password of a usable line is accepted. */
class AuthenticatorTest {
  @TempDir private Path dir;
  private LoginMemory memory;
  private Authenticator authenticator;

  @BeforeEach
  void open() throws IOException {
    Path file = dir.resolve("passwords");
    Files.writeString(
        file,
        line("alice")
            + ("seeded#GEZDGNBVGY3TQOJQ#" + HASH + "\n")
            + ("future#" + HASH + "#quota=50G\n")
            + ("broken#" + HASH.substring(0, 40) + "\n"));
    memory = LoginMemory.open(new LocalStateStore(dir), Clock.systemUTC());
    authenticator =
        new Authenticator(AccountSource.open(file), memory, new PasswordCheck(), asked -> {});
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private Optional<String> login(String user, String password) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> tryLogin(user, password), Optional::isPresent)
        .orElseThrow();
  }

  /** The user, if any logged in; empty if the answer is to try later. */
  private Optional<Optional<String>> tryLogin(String user, String password) throws IOException {
    try {
      AcceptedLogin accepted =
          authenticator
              .verify(
                  RawClient.login(user, password),
                  ClientId.random(),
                  InetAddress.getLoopbackAddress())
              .complete();
      return Optional.of(Optional.of(accepted.user().name().value()));
    } catch (RefusedLogin e) {
      return e.isDenied() ? Optional.of(Optional.empty()) : Optional.empty();
    }
  }

  @Test
  void theRightPasswordLogsIn() {
    assertThat(login("alice", PASSWORD)).contains("alice");
    assertThat(login("future", PASSWORD)).contains("future");
  }

  @Test
  void anythingElseDoesNot() {
    assertThat(login("alice", "Right")).isEmpty();
    assertThat(login("alice", PASSWORD + " ")).isEmpty();
    assertThat(login("alice", PASSWORD + "\0")).isEmpty();
    assertThat(login("alice", "")).isEmpty();
    assertThat(login("Alice", PASSWORD)).isEmpty();
    assertThat(login("nobody", PASSWORD)).isEmpty();
    assertThat(login("seeded", PASSWORD)).isEmpty();
    assertThat(login("broken", PASSWORD)).isEmpty();
    assertThat(login("", PASSWORD)).isEmpty();
    assertThat(login("alice#" + HASH, PASSWORD)).isEmpty();
  }

  @Test
  void manyAtOnceGetTheirOwnAnswer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> logins =
          IntStream.range(0, 64)
              .mapToObj(
                  i ->
                      (Callable<Boolean>)
                          () -> login("alice", i % 2 == 0 ? PASSWORD : "wrong").isPresent())
              .toList();
      List<Future<Boolean>> answers = threads.invokeAll(logins);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
