package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.operator.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @TempDir private Path folder;

  private String bash(String script) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(bash.waitFor()).as(script + "\n" + said).isZero();
    return said;
  }

  private static void assumeBash() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clip.mp4",
        "day-1/DSC_0001.JPG",
        "name~12345678.txt",
        "über.mp4",
        "日本語.mkv",
        "a=b",
        "🎬.mp4"
      })
  void aPlainNameIsShownAsItIs(String name) {
    assertThat(ShellWord.of(name)).isEqualTo(name);
  }

  @Test
  void othersAreQuoted() {
    assertThat(ShellWord.of("two words.txt")).isEqualTo("'two words.txt'");
    assertThat(ShellWord.of("it's")).isEqualTo("'it'\\''s'");
    assertThat(ShellWord.of("a\nb")).isEqualTo("$'a\\nb'");
    assertThat(ShellWord.of("\u001b[2J'\\")).isEqualTo("$'\\033[2J\\'\\\\'");
    assertThat(ShellWord.of("a\u202eb")).isEqualTo("$'a\\342\\200\\256b'");
    assertThat(ShellWord.of("-d=y")).isEqualTo("./-d=y");
    assertThat(ShellWord.of("")).isEqualTo("''");
  }

  /** As printf of bash writes them. */
  private static final List<String> NAMES =
      List.of(
          "plain.mp4",
          "two words",
          " blanks around ",
          "lat\\361n.mp4",
          "\\361",
          "\\303",
          "\\355\\240\\200half",
          "\\357\\277\\275 really there",
          "d\\377/in it/caf\\351 1.mp4",
          "a\\nb\\tc\\rd\\177e\\001f0",
          "-rf",
          "~root",
          "#1",
          "=ls",
          "100%%",
          "\\$HOME \\`id\\` \\$(id) ; & | * ? [a] {b,c} <d> (e) !f \\\\ \\\" \\047",
          "\\360\\237\\216\\254 \\303\\274.mp4",
          "bidi \\342\\200\\256 gpj");

  @Test
  void aShellFindsTheVeryFile() throws Exception {
    assumeBash();
    bash(
        NAMES.stream()
            .map(n -> "n=$(printf -- \"" + n + "\"); mkdir -p \"./${n%/*}\"; : > \"./$n\"\n")
            .map(line -> line.contains("/in it/") ? line : line.replaceFirst("mkdir[^;]*; ", ""))
            .collect(Collectors.joining()));
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSize(NAMES.size());
    StringBuilder script = new StringBuilder();
    List<String> inodes = new ArrayList<>();
    for (Path file : files) {
      for (Path path : List.of(file, folder.relativize(file))) {
        String word = ShellWord.of(path);
        assertThat(word.codePoints()).noneMatch(OneLine::isUnfit);
        script.append("stat -c %i ").append(word).append('\n');
        inodes.add(Files.getAttribute(file, "unix:ino").toString());
      }
    }
    // As pasted in a terminal; through a file, since this JVM's locale may know no such arguments.
    Files.writeString(folder.resolve(".script"), script);
    assertThat(bash(". ./.script").lines()).containsExactlyElementsOf(inodes);
  }

  @Test
  void aFolderIsFoundToo() throws Exception {
    assumeBash();
    bash("mkdir $'d\\377 1'");
    try (Stream<Path> all = Files.list(folder)) {
      Path made = all.findFirst().orElseThrow();
      assertThat(ShellWord.of(folder.relativize(made))).isEqualTo("$'d\\377 1'");
    }
  }

  @Test
  void aVeryLongNameIsCutInTheMiddle() {
    String word = ShellWord.of("a".repeat(2000) + "\n.mp4");

    assertThat(word.length()).isLessThan(400);
    assertThat(word).startsWith("$'aaa").contains("a…a").endsWith("a\\n.mp4'");
    assertThat(ShellWord.of("b".repeat(300))).isEqualTo("b".repeat(300));
  }
}
