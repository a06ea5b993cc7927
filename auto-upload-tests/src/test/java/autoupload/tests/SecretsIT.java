package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Secrets;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestCertificate;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Confidentiality of secrets: none is in the details of the commands' failures or among the
 * arguments of their processes. (No other output has one either, by {@link WholeLogCheck}.)
 */
final class SecretsIT {
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final String WRONG = "not the password";

  @RegisterExtension final Site site = new Site();

  private Path secret(String name, String content) throws IOException {
    Path file = site.path(name);
    Secrets.write(file, (content + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private List<String> settings(String password, Tree source) throws IOException {
    return List.of(
        "-s",
        "127.0.0.1",
        "-u",
        ALICE.user(),
        "-f",
        source.root().toString(),
        "--verbose",
        "--debug",
        "--password-file",
        secret("password", password).toString(),
        "--totp-file",
        secret("seed", SEED).toString());
  }

  private Tree videos() throws IOException {
    return site.source("videos").file("clip.mp4", 1000);
  }

  private static void assertFailsInConfidence(RunningCommand run, int code, String... secrets) {
    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(code);
    assertThat(run.err()).as("--debug says more than a line").hasSizeGreaterThan(1);
    assertThat(String.join("\n", run.said())).doesNotContain(secrets);
  }

  @Test
  void noDetailOfAFailedUploadQuotesASecret() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();
    Path stranger = TestCertificate.create(site, "stranger", "DNS:localhost").ca();

    RunningCommand refused =
        site.client(server.port(), source).command(settings(WRONG, source)).run();
    RunningCommand unproven =
        site.client(server.port(), source)
            .ca(stranger)
            .command(settings(ALICE.password(), source))
            .run();
    assertThat(server.stop()).isZero();
    RunningCommand unreachable =
        site.client(server.port(), source).command(settings(ALICE.password(), source)).run();

    assertFailsInConfidence(refused, 77, WRONG, SEED);
    assertFailsInConfidence(unproven, 76, ALICE.password(), SEED);
    assertFailsInConfidence(unreachable, 69, ALICE.password(), SEED);
  }

  @Test
  void noDetailOfADamagedFileQuotesIt() throws Exception {
    String mangled = "$argon2id$v=19$m=8,t=1,p=1$Fd1rIfRXVuuo2dXTWS+MHg$CucZfC3jIrwU7lYweatpoz";
    Path identity = secret("identity", "AGE-SECRET-KEY-1DAMAGEDDAMAGEDDAMAGED");
    Path key = secret("damaged.pem", "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n");
    String passwords = secret("users", "alice#" + SEED + "#" + mangled).toString();

    RunningCommand decrypt =
        site.jar("client")
            .with("decrypt", "--debug", "-i", identity.toString(), "clip.mp4.age")
            .run();
    RunningCommand server =
        site.jar("server")
            .with("--debug", "-p", passwords, "-k", key.toString(), "--port", "0")
            .with("-c", site.certificate().chain().toString(), "-f", site.path("").toString())
            .run();
    RunningCommand adduser =
        site.jar("adduser")
            .with("--debug", "--update", "-u", "nobody", "-f", passwords, "--password-file")
            .with(secret("new", WRONG).toString())
            .run();

    assertFailsInConfidence(decrypt, 2, "DAMAGEDDAMAGED");
    assertFailsInConfidence(server, 2, "MIGHAgEAMBMGByqGSM49", SEED, "CucZfC3jIrwU7lYweatpoz");
    assertFailsInConfidence(adduser, 1, WRONG, SEED, "CucZfC3jIrwU7lYweatpoz");
  }

  /** In the C locale the client starts itself again, with arguments and an environment it makes. */
  @Test
  void noArgumentOfAProcessIsASecretThatCameFromAFile() throws Exception {
    Tree source = videos();
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RunningCommand client =
          site.client(silent.getLocalPort(), source)
              .env("LC_ALL", "C")
              .command(settings(ALICE.password(), source))
              .start();
      try (Socket connected = silent.accept()) {
        assertThat(connected.isConnected()).isTrue();
        Path process = Path.of("/proc", Long.toString(client.pid()));
        String seen =
            Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        assertThat(seen).contains("--password-file", "LC_ALL=C.UTF-8");
        assertThat(seen).doesNotContain(ALICE.password(), SEED);
      }
    }
  }
}
