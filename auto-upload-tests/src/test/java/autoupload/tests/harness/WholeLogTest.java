package autoupload.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search for secrets: one in any output is found, wherever it came from, and is not repeated. */
final class WholeLogTest {
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final String TICKET = "00112233445566778899aabbccddeeff".repeat(2);

  @TempDir private Path dir;
  private WholeLog log;
  private Site site;

  @BeforeEach
  void open() throws IOException {
    log = WholeLog.in(dir);
    site = new Site(log);
    site.open();
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private void say(String text) {
    site.command("sh", "-c", "echo first; echo \"x$0y\" >&2", text).runOrFail();
  }

  private void keep(String name, String content) throws IOException {
    Secrets.write(site.path(name), content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsInnocentIsLetPass() throws IOException {
    log.know(SecretKind.PASSWORD, "open sesame");
    say("open says me");

    assertThat(log.findings()).isEmpty();
    assertThat(log.outputs()).isEqualTo(2);
  }

  @Test
  void aSecretIsFoundAndNotRepeated() throws IOException {
    log.know(SecretKind.PASSWORD, "open sesame");
    say("open sesame");

    assertThat(log.findings())
        .singleElement()
        .asString()
        .contains("sh.err")
        .endsWith(" line 1: a PASSWORD")
        .doesNotContain("sesame");
  }

  @Test
  void whatIsLearnedLaterOrInAnotherJvmIsFoundToo() throws IOException {
    say("open sesame");
    WholeLog.in(dir).know(SecretKind.PASSWORD, "open sesame");

    assertThat(log.findings()).hasSize(1);
  }

  @Test
  void secretsAreLearnedFromPrivateFilesBeforeTheyGo() throws IOException {
    keep("ticket", TICKET + " 1790000000\n");
    keep("passwords", "alice#" + SEED + "#$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g\n");
    keep("identity", "# a comment\nAGE-SECRET-KEY-1QQQQQQQQ\n");
    keep("key", "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\nByqGSM49\n-----END PRIVATE KEY-----\n");
    say(TICKET);
    say("ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8");
    say(SEED);
    say("aGFzaGhhc2g");
    say("AGE-SECRET-KEY-1QQQQQQQQ");
    say("ByqGSM49");
    assertThat(log.findings()).as("nobody looked at the files yet").isEmpty();

    site.close();
    assertThat(log.findings())
        .extracting(found -> found.replaceAll(".*: a ", ""))
        .containsExactlyInAnyOrder("TICKET", "TICKET", "SEED", "HASH", "IDENTITY", "PRIVATE_KEY");
    site.open();
  }

  @Test
  void secretsAreLearnedFromCommandLines() throws IOException {
    Path file = Files.writeString(site.path("file"), "from a file\n");
    SecretsFound found = new SecretsFound(log);
    found.inCommandLine("client", List.of("-p", "from -p", "--totp=" + SEED));
    found.inCommandLine("adduser", List.of("--totp", "--password=with equals"));
    found.inCommandLine("client", List.of("--password-file", file.toString()));
    found.inCommandLine("server", List.of("-p", "a file's name"));
    List.of("from -p", SEED, "with equals", "from a file", "a file's name").forEach(this::say);

    assertThat(log.findings()).hasSize(4);
  }

  @Test
  void oneThatIsShownOnPurposeMayBeInThatPlaceAndNoOther() throws IOException {
    log.know(SecretKind.SEED, SEED);
    log.know(SecretKind.PASSWORD, "open sesame");
    Path shows = log.newFile("adduser.out", List.of(SecretKind.SEED));
    Files.writeString(shows, "seed: " + SEED + "\n");
    assertThat(log.findings()).isEmpty();

    Files.writeString(shows, "seed: " + SEED + " open sesame\n");
    assertThat(log.findings()).singleElement().asString().endsWith("a PASSWORD");
  }

  @Test
  void aSecretThatCouldStandAnywhereIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> log.know(SecretKind.PASSWORD, "one"));
  }
}
