package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Resume: an upload that broke in the middle goes on there. The test counts bytes on the wire: a
 * start from the beginning would take one and a half times the file. The file is large beside what
 * a cut may cost: up to ten megabytes in the kernel's buffers, sent and never read.
 */
final class ResumeIT {
  private static final long SIZE = 72 * MIB;
  private static final long HALF = SIZE / 2;
  private static final long CHUNKS_IN_HALF = 32 * MIB;
  private static final Link CUT_IN_THE_MIDDLE = Link.CLEAN.after(HALF, Ending.CLOSE);
  private static final Link RESET_IN_THE_MIDDLE = Link.CLEAN.after(HALF, Ending.RESET);
  private static final Link STALLED_IN_THE_MIDDLE = Link.CLEAN.after(HALF, Ending.STALL);
  private static final Link DEAD_IN_THE_MIDDLE = Link.CLEAN.after(HALF, Ending.VANISH);

  @RegisterExtension final Site site = new Site();
  private TestServer server;
  private FaultProxy proxy;
  private Tree source;

  @BeforeEach
  void recordADrive() throws IOException {
    source = site.source("videos").file("drive.mp4", SIZE);
    server = site.server().start();
    proxy = site.proxy(server);
  }

  private TestClient client() {
    return site.client(proxy.port(), source);
  }

  private void assertArrivedWithoutSendingTheFirstHalfAgain() throws IOException {
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.bytesToServer()).isBetween(SIZE, SIZE * 13 / 10);
  }

  @Test
  void theNextRunGoesOnWhereTheConnectionWasCut() throws Exception {
    proxy.then(CUT_IN_THE_MIDDLE);

    RunningCommand cut = client().run();
    assertThat(cut.exitCode()).isEqualTo(69);
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
    server.awaitLetGo();
    client().runOrFail();

    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void theClientReconnectsByItselfAndGoesOn() throws Exception {
    proxy.then(RESET_IN_THE_MIDDLE, Link.CLEAN.after(HALF / 2, Ending.CLOSE));

    client().retryFor("60s").runOrFail();

    assertThat(proxy.connections()).isEqualTo(3);
    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void aServerThatWasStoppedAndStartedGoesOn() throws Exception {
    proxy.then(CUT_IN_THE_MIDDLE);

    client().run();
    assertThat(server.stop()).isZero();
    server.start();
    client().runOrFail();

    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void aServerThatWasKilledGoesOn() throws Exception {
    proxy.then(STALLED_IN_THE_MIDDLE);

    RunningCommand client = client().retryFor("60s").start();
    server.awaitDurable(ALICE, CHUNKS_IN_HALF);
    server.kill();
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
    server.start();

    assertThat(client.exitCode()).isZero();
    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void aClientThatWasKilledGoesOn() throws Exception {
    proxy.then(STALLED_IN_THE_MIDDLE);

    RunningCommand client = client().start();
    proxy.awaitBytesToServer(HALF);
    client.kill();
    proxy.drop();
    server.awaitLetGo();
    client().retryFor("60s").runOrFail();

    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void aNewConnectionTakesOverFromADeadOne() throws Exception {
    proxy.then(DEAD_IN_THE_MIDDLE);

    RunningCommand client = client().start();
    proxy.awaitBytesToServer(HALF);
    client.kill(); // The server still holds its connection, and learns nothing.
    client().retryFor("60s").runOrFail();

    assertArrivedWithoutSendingTheFirstHalfAgain();
  }

  @Test
  void aSourceThatChangedMeanwhileStartsAnew() throws Exception {
    proxy.then(CUT_IN_THE_MIDDLE);

    client().run();
    server.awaitLetGo();
    source.file("drive.mp4", SIZE, 2);
    client().runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void anotherStateFolderMayGoOnToo() throws Exception {
    proxy.then(CUT_IN_THE_MIDDLE);

    client().state("lost").run();
    server.awaitLetGo(); // what another one still holds is not adopted
    client().state("new").retryFor("60s").runOrFail();

    assertArrivedWithoutSendingTheFirstHalfAgain();
  }
}
