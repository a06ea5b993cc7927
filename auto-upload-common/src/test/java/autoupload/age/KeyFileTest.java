package autoupload.age;

import static autoupload.age.Samples.HYBRID;
import static autoupload.age.Samples.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  @TempDir private Path folder;
  private final StringWriter warnings = new StringWriter();

  private Path write(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("keys"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private List<Recipient> identities(Path file) {
    return KeyFile.identities(file, new PrintWriter(warnings)).stream()
        .map(Identity::recipient)
        .toList();
  }

  @Test
  void anIdentityIsWrittenOnceForItsOwnerOnly() throws IOException {
    Path file = folder.resolve("identity");

    KeyFile.create(file, IDENTITY);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file))
        .isEqualTo(
            "# public key: " + IDENTITY.recipient() + "\n" + new String(IDENTITY.encoded()) + "\n");
    assertThat(identities(file)).containsExactly(IDENTITY.recipient());
    assertThatThrownBy(() -> KeyFile.create(file, HYBRID))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("exists already");
    assertThat(identities(file)).containsExactly(IDENTITY.recipient());
    assertThat(warnings.toString()).isEmpty();
  }

  @Test
  void aLinkIsNotFollowedWhenAnIdentityIsWritten() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));

    assertThatThrownBy(() -> KeyFile.create(link, IDENTITY)).isInstanceOf(OperatorError.class);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aFileMayHoldSeveralWithCommentsBlanksAndLineEndsOfAnyKind() throws IOException {
    String two = new String(IDENTITY.encoded()) + "\r\n\n# more\n  " + new String(HYBRID.encoded());

    assertThat(identities(write("# created: today\r\n" + two)))
        .containsExactly(IDENTITY.recipient(), HYBRID.recipient());
    for (String mark : new String[] {"", "\uFEFF"}) {
      assertThat(KeyFile.recipients(write(mark + "# us\n" + IDENTITY.recipient() + "\n\n")))
          .containsExactly(IDENTITY.recipient());
      assertThat(KeyFile.recipients(write(mark + IDENTITY.recipient() + "\n")))
          .containsExactly(IDENTITY.recipient());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "# nothing\n", "\n\n", "age1wrong", "AGE-SECRET-KEY-1WRONG", "\u00e4"})
  void aFileWithoutAnIdentityIsRefused(String text) {
    assertThatThrownBy(() -> identities(write(text)))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining(folder.resolve("keys").toString());
  }

  @Test
  void aBrokenLineIsNamedAndNotQuoted() {
    String secret = new String(IDENTITY.encoded());
    String broken = secret.substring(0, 40) + "B" + secret.substring(41);

    assertThatThrownBy(() -> identities(write("# one\n" + broken + "\n")))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining(secret.substring(16, 30));
  }

  @Test
  void anIdentityThatOthersMayReadIsWarnedOf() throws IOException {
    Path file = write(new String(IDENTITY.encoded()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    identities(file);

    assertThat(warnings.toString()).contains("chmod 600");
  }

  @Test
  void whatAFullDiskLeavesOfAnIdentityIsNotInTheWayOfTheNextTry() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()),
        "`mount` is not allowed here");
    try {
      Path filling = Files.write(disk.resolve("filling"), new byte[4096]);
      Path file = disk.resolve("identity");

      assertThatThrownBy(() -> KeyFile.create(file, IDENTITY)).isInstanceOf(OperatorError.class);
      assertThat(file).doesNotExist();

      Files.delete(filling);
      KeyFile.create(file, IDENTITY);
      assertThat(file).isNotEmptyFile();
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
