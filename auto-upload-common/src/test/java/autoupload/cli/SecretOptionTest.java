package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretOptionTest {
  @TempDir private Path folder;

  private final StringWriter warnings = new StringWriter();
  private final ByteArrayInputStream stdin =
      new ByteArrayInputStream("gehéim\nmore".getBytes(StandardCharsets.UTF_8));

  private String read(Optional<String> value, Optional<Path> file, Optional<char[]> typed) {
    return new String(
        new SecretOption("--password", "--password-file", stdin)
            .read(value, file, () -> typed, new PrintWriter(warnings, true)::println));
  }

  private String readFile(byte[] content, String mode) throws IOException {
    Path file = folder.resolve("pw");
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return read(Optional.empty(), Optional.of(file), Optional.empty());
  }

  private void assertRefused(Runnable reading, String... reasons) {
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(reading::run)
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
  }

  @Test
  void theOptionsValueIsTheSecret() {
    assertThat(read(Optional.of(" x "), Optional.empty(), Optional.empty())).isEqualTo(" x ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ge héim", "ge héim\n", "ge héim\r\n", "ge héim\nsecond line\n"})
  void aFilesFirstLineIsTheSecretWithoutItsEnd(String content) throws IOException {
    assertThat(readFile(content.getBytes(StandardCharsets.UTF_8), "rw-r-----"))
        .isEqualTo("ge héim");
    assertThat(warnings.toString()).isEmpty();
  }

  /** Editors on Windows put it there, and nobody sees it. */
  @Test
  void aByteOrderMarkIsNoPartOfTheSecret() throws IOException {
    assertThat(readFile("\uFEFFgeheim\r\n".getBytes(StandardCharsets.UTF_8), "rw-------"))
        .isEqualTo("geheim");
    assertRefused(
        () -> quietly("\uFEFF\n".getBytes(StandardCharsets.UTF_8)), "at least one character");
  }

  @Test
  void warnsOfAFileThatEverybodyCanRead() throws IOException {
    assertThat(readFile(new byte[] {'x'}, "rw-r--r--")).isEqualTo("x");

    assertThat(warnings.toString().lines()).hasSize(1);
    assertThat(warnings.toString()).startsWith("warning: ").contains("chmod 600");
  }

  @Test
  void dashIsTheFirstLineOfStandardInputAndLeavesTheRest() {
    assertThat(read(Optional.empty(), Optional.of(Path.of("-")), Optional.empty()))
        .isEqualTo("gehéim");

    assertThat(new String(stdin.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("more");
  }

  @Test
  void asksWhereNothingWasGiven() {
    assertThat(read(Optional.empty(), Optional.empty(), Optional.of("typed".toCharArray())))
        .isEqualTo("typed");
  }

  @Test
  void saysWhichOptionsToGiveWhereNobodyCanBeAsked() {
    assertRefused(
        () -> read(Optional.empty(), Optional.empty(), Optional.empty()),
        "no terminal",
        "--password-file FILE or --password");
  }

  @Test
  void refusesTwoSources() {
    assertRefused(
        () -> read(Optional.of("a"), Optional.of(Path.of("-")), Optional.empty()),
        "--password or --password-file, not both");
  }

  @Test
  void refusesAnEmptySecretFromEverySource() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    stdin.readAllBytes();

    assertRefused(() -> read(Optional.of(""), Optional.empty(), Optional.empty()), "empty");
    assertRefused(
        () -> read(Optional.empty(), Optional.of(empty), Optional.empty()),
        "--password-file " + empty + " is empty");
    assertRefused(
        () -> read(Optional.empty(), Optional.of(Path.of("-")), Optional.empty()), "empty");
    assertRefused(
        () -> read(Optional.empty(), Optional.empty(), Optional.of(new char[0])), "empty");
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    Path none = folder.resolve("none");

    assertRefused(
        () -> read(Optional.empty(), Optional.of(none), Optional.empty()),
        none.toString(),
        "no such file");
    assertRefused(
        () -> read(Optional.empty(), Optional.of(folder), Optional.empty()), "is a directory");
  }

  @Test
  void refusesALineThatIsNoText() {
    assertRefused(() -> quietly(new byte[] {(byte) 0xe9, 'x'}), "not UTF-8");
    assertRefused(() -> quietly(new byte[5000]), "longer than 4096 bytes");
  }

  private void quietly(byte[] content) {
    try {
      readFile(content, "rw-------");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
