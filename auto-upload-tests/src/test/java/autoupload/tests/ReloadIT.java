package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestCertificate;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reload: a certificate is renewed and users come and go while the server runs. */
final class ReloadIT {
  private static final String NAMES = "DNS:localhost,IP:127.0.0.1";
  private static final Pattern READ = Pattern.compile("certificate read");
  private static final Pattern UNUSABLE = Pattern.compile("certificate or key unusable");

  @RegisterExtension final Site site = new Site();

  /** As certbot does it: the certificate first, then its key. */
  private static void renew(TestCertificate live, TestCertificate renewed) throws IOException {
    put(renewed.chain(), live.chain());
    put(renewed.key(), live.key());
  }

  private static void put(Path from, Path to) throws IOException {
    Path beside = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(from, beside, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aRenewedCertificateIsUsedForNewConnectionsAndNoUploadIsDropped() throws Exception {
    Tree source = site.source("videos").file("drive.mp4", 24 * MIB);
    TestCertificate live = TestCertificate.create(site, "live", NAMES);
    TestCertificate renewed = TestCertificate.create(site, "renewed", NAMES);
    TestServer server = site.server().certificate(live).start();
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.after(2 * MIB, Ending.HOLD));
    RunningCommand upload = site.client(proxy.port(), source).ca(live.ca()).start();
    proxy.awaitBytesToServer(2 * MIB);

    renew(live, renewed);
    server.process().awaitErr(READ, 2);
    assertThat(upload.isAlive()).as("the renewal came during the upload").isTrue();
    proxy.goOn();

    assertThat(upload.exitCode()).as(upload.transcript()).isZero();
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    site.client(server.port(), source.file("later.jpg", 100)).ca(renewed.ca()).runOrFail();
  }

  @Test
  void aBadNewCertificateKeepsTheOldOneAndIsSaid() throws Exception {
    TestCertificate live = TestCertificate.create(site, "live", NAMES);
    TestServer server = site.server().certificate(live).start();
    Tree source = site.source("videos").file("one.jpg", 100);

    Files.writeString(live.chain(), "-----BEGIN CERTIFICATE-----\nno\n");
    server.process().awaitErr(UNUSABLE, 1);

    site.client(server.port(), source).ca(live.ca()).runOrFail();
  }

  @Test
  void aHangupReadsEverythingAgainAndEndsNothing() throws Exception {
    // Under nohup all of this ignores SIGHUP, and a JVM that finds it ignored leaves it so.
    List<String> heedingHangups = List.of("env", "--default-signal=HUP");
    TestServer server = site.server().under(heedingHangups).start();

    server.process().signal("HUP");
    server.process().awaitErr(READ, 2);

    Tree source = site.source("videos").file("one.jpg", 100);
    site.client(server.port(), source).runOrFail();
    assertThat(server.stop()).isZero();
  }
}
