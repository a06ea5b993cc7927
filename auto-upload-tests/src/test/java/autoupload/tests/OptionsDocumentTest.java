package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.adduser.AddUserCommand;
import autoupload.cli.CommandMain;
import autoupload.client.UploadCommand;
import autoupload.client.unseal.DecryptCommand;
import autoupload.client.unseal.KeygenCommand;
import autoupload.server.ServerCommand;
import autoupload.tests.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Currency of {@code docs/OPTIONS.md}, which is made of the commands' own options and exit codes.
 * {@code -Dautoupload.write} makes it anew.
 */
final class OptionsDocumentTest {
  private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--debug");

  private static final String HEAD =
      """
      # Options and exit codes

      Made of what the commands themselves say with `--help`, by `OptionsDocumentTest`.

      The options of the Python system that this replaces keep working, also as `-d=y` and
      `--folder=X`. `y`, `yes`, `true`, `n`, `no` and `false` are taken in any case. Times are seconds,
      or `500ms`, `30s`, `5m`, `2h`, `3d`; sizes are bytes, or `500M`, `50G`, `1.5T`, powers of 1024.
      All commands have `-h`, `--help` (or the one word `help`), `-V`, `--version` (with `-v` what a
      report of a problem needs) and `--debug`, which shows the stack trace of a failure. Options of
      client and server may also be in a file and in the environment:
      [settings](OPERATIONS.md#settings).
      """;

  @Test
  void theDocumentIsCurrent() throws IOException {
    Path document = Installation.root().resolve("docs/OPTIONS.md");
    String now = document();

    if (System.getProperty("autoupload.write") != null) {
      Files.writeString(document, now);
    }

    assertThat(document)
        .as("run this test with -Dautoupload.write, and commit what it makes")
        .hasContent(now);
  }

  private static String document() {
    List<String> parts = new ArrayList<>(List.of(HEAD));
    parts.add(part("auto-upload", new UploadCommand()));
    parts.add(part("auto-upload keygen", new KeygenCommand()));
    parts.add(part("auto-upload decrypt", new DecryptCommand()));
    parts.add(part("auto-upload-server", new ServerCommand()));
    parts.add(part("auto-upload-adduser", new AddUserCommand()));
    return String.join("\n", parts);
  }

  private static String part(String name, Object command) {
    CommandSpec spec = CommandMain.parser(OptionsDocumentTest.class, command).getCommandSpec();
    List<String> lines = new ArrayList<>(List.of("## " + name, ""));
    lines.add(String.join(" ", spec.usageMessage().header()));
    lines.addAll(List.of("", "| option | default | |", "|---|---|---|"));
    spec.options().stream()
        .filter(option -> !option.hidden() && !EVERYWHERE.contains(option.longestName()))
        .map(OptionsDocumentTest::row)
        .forEach(lines::add);
    if (!spec.usageMessage().exitCodeList().isEmpty()) {
      lines.addAll(List.of("", "| exit code | |", "|---|---|"));
      spec.usageMessage()
          .exitCodeList()
          .forEach((code, words) -> lines.add("| " + code.strip() + " | " + inTable(words) + " |"));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(OptionSpec option) {
    String names =
        Stream.of(option.names()).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    String value = option.arity().max() == 0 ? "" : " " + inTable(option.paramLabel());
    Optional<String> usual = Optional.ofNullable(option.defaultValue());
    String words = String.join(" ", option.description());
    return Stream.of(
            names + value,
            option.required() && option.group() == null
                ? "required"
                : usual.map(text -> "`" + text + "`").orElse(""),
            inTable(usual.map(text -> words.replace(" Default: " + text + ".", "")).orElse(words)))
        .map(cell -> cell.isEmpty() ? " " : " " + cell + " ")
        .collect(Collectors.joining("|", "|", "|"));
  }

  private static String inTable(String words) {
    return words.replace("|", "\\|").replace("*", "\\*");
  }
}
