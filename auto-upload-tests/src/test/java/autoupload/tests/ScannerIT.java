package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Findings of public TLS scanners about the server. Neither knows X25519MLKEM768 yet. */
final class ScannerIT {
  private static final Pattern FINDING =
      Pattern.compile(
          "\"id\"\\s*:\\s*\"([^\"]*)\".*?\"severity\"\\s*:\\s*\"([A-Z]+)\".*?\"finding\"\\s*:\\s*\"([^\"]*)\"",
          Pattern.DOTALL);

  @RegisterExtension final Site site = new Site();

  private static void need(String tool) {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    assumeTrue(there, tool + " is not installed");
  }

  /** Scanners open many connections from one address, and leave them before any login. */
  private TestServer patientServer() throws IOException {
    return site.server().with("--max-pending-per-address", "1000").start();
  }

  private static String squeezed(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  @Test
  void sslscanFindsTls13AndNothingElse() throws Exception {
    need("sslscan");
    TestServer server = patientServer();

    RunningCommand scan =
        site.command("sslscan", "--no-colour", "--timeout=60", "127.0.0.1:" + server.port())
            .runOrFail();

    List<String> lines = scan.out().stream().map(ScannerIT::squeezed).toList();
    assertThat(lines)
        .contains("TLSv1.3 enabled")
        .contains("SSLv2 disabled", "SSLv3 disabled")
        .contains("TLSv1.0 disabled", "TLSv1.1 disabled", "TLSv1.2 disabled")
        .contains("Session renegotiation not supported")
        .contains("TLSv1.3 not vulnerable to heartbleed")
        .noneMatch(line -> line.contains("is vulnerable"));
    assertThat(lines.stream().filter(line -> line.matches("(Preferred|Accepted) .*")))
        .extracting(line -> line.split(" ", -1)[4])
        .containsExactlyInAnyOrder(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
    assertThat(lines.stream().filter(line -> line.matches("TLSv1\\.3 \\d+ bits .*")))
        .extracting(line -> line.split(" ", -1)[3])
        .containsExactlyInAnyOrder("secp256r1", "secp384r1", "secp521r1", "x25519");
  }

  /** Takes about a minute. */
  @Tag("slow")
  @Test
  void testsslFlagsNothing() throws Exception {
    need("testssl");
    TestServer server = patientServer();
    Path report = site.path("testssl.json");

    RunningCommand scan =
        site.command("testssl", "--quiet", "--color", "0", "--warnings", "off")
            .with("--nodns", "none", "--jsonfile", report.toString())
            .with("-p", "-s", "-f", "-U", "127.0.0.1:" + server.port())
            .env("MAX_WAITSOCK", "60")
            .env("CCS_MAX_WAITSOCK", "60")
            .env("HEARTBLEED_MAX_WAITSOCK", "60")
            .start();
    scan.exitCodeWithin(Duration.ofMinutes(10));

    List<MatchResult> findings = FINDING.matcher(Files.readString(report)).results().toList();
    assertThat(findings).as(scan.transcript()).hasSizeGreaterThan(30);
    assertThat(findings)
        .filteredOn(finding -> finding.group(1).matches("SSLv.|TLS1(_.)?"))
        .extracting(finding -> finding.group(1) + " " + finding.group(3))
        .containsExactlyInAnyOrder(
            "SSLv2 not offered",
            "SSLv3 not offered",
            "TLS1 not offered",
            "TLS1_1 not offered",
            "TLS1_2 not offered",
            "TLS1_3 offered with final");
    assertThat(findings)
        .filteredOn(finding -> !finding.group(1).equals("engine_problem")) // its own openssl's
        .filteredOn(finding -> finding.group(2).matches("LOW|MEDIUM|HIGH|CRITICAL|WARN|FATAL"))
        .extracting(finding -> finding.group(1) + " " + finding.group(2) + " " + finding.group(3))
        .isEmpty();
  }
}
