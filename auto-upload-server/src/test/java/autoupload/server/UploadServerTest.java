package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.scripted.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start of the server: with everything right it starts, else one line says why not. */
class UploadServerTest {
  @TempDir private Path dir;
  private Credentials good;
  private Path store;

  @BeforeEach
  void make() throws IOException {
    good = Credentials.make(dir, "alice", "bob");
    store = Files.createDirectory(dir.resolve("store"));
  }

  private UploadServer start(Credentials credentials, Path folder, int port) {
    return UploadServer.start(
        credentials.passwords(),
        credentials.certificate(),
        credentials.key(),
        StorageFolder.anywhere(folder),
        Optional.of(InetAddress.getLoopbackAddress()),
        port,
        ServerLimits.DEFAULT,
        new StartWait(false));
  }

  private String refusal(Credentials credentials, Path folder, int port) {
    return refusal(credentials, folder, port, ExitCode.USAGE);
  }

  private String refusal(Credentials credentials, Path folder, int port, ExitCode code) {
    OperatorError error =
        catchThrowableOfType(OperatorError.class, () -> start(credentials, folder, port).close());
    assertThat(error).isNotNull();
    assertThat(error.exitCode()).isEqualTo(code);
    assertThat(error.getMessage()).doesNotContain("\n").doesNotContain("Exception");
    return error.getMessage();
  }

  @Test
  void itListensWhereItSaysAndCountsItsUsers() {
    try (UploadServer server = start(good, store, 0)) {
      assertThat(server.address().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThat(server.address().getPort()).isPositive();
      assertThat(server.users()).isEqualTo(2);
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path none = dir.resolve("none");
    assertThat(
            refusal(
                new Credentials(none, good.key(), good.passwords()), store, 0, ExitCode.NOT_NOW))
        .contains(none.toString());
    assertThat(
            refusal(
                new Credentials(good.certificate(), none, good.passwords()),
                store,
                0,
                ExitCode.NOT_NOW))
        .contains(none.toString());
    assertThat(
            refusal(
                new Credentials(good.certificate(), good.key(), none), store, 0, ExitCode.NOT_NOW))
        .contains(none.toString());
    assertThat(refusal(good, none, 0, ExitCode.NOT_NOW)).contains(none.toString());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    Credentials other = Credentials.make(Files.createDirectory(dir.resolve("other")), "alice");
    assertThat(
            refusal(new Credentials(good.certificate(), other.key(), good.passwords()), store, 0))
        .contains("does not belong");
  }

  @Test
  void aFileIsNoFolderToKeepFilesIn() {
    assertThat(refusal(good, good.passwords(), 0)).contains(good.passwords().toString());
  }

  @Test
  void aPortThatIsTakenIsNamedAndTheStoreIsFreeAgain() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(refusal(good, store, taken.getLocalPort(), ExitCode.NOT_NOW))
          .contains("port " + taken.getLocalPort());
    }
    start(good, store, 0).close();
  }

  @Test
  void aSecondServerOnOneStoreIsRefused() {
    try (UploadServer first = start(good, store, 0)) {
      assertThat(first.users()).isEqualTo(2);
      assertThat(refusal(good, store, 0, ExitCode.NOT_NOW)).contains(store.toString());
    }
    start(good, store, 0).close();
  }
}
