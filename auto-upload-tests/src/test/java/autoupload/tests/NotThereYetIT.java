package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.SmallDisk;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Missing folder, card or state: a client says so once, and goes on when it is back. */
final class NotThereYetIT {
  private static final Pattern NO_FOLDER = Pattern.compile(".*cannot use the folder.*no such.*");
  private static final Pattern NO_MOUNT = Pattern.compile(".*nothing is mounted at the folder.*");
  private static final Pattern NO_STATE = Pattern.compile(".*cannot use the state folder.*");
  private static final Pattern NO_JOURNAL = Pattern.compile(".*(journal|state folder).*");
  private static final Pattern CONFIRMED = Pattern.compile("confirmed: .*");

  @RegisterExtension final Site site = new Site();

  @Test
  void aFolderThatComesLaterIsWaitedForAndMissedOnceByRunsThatDoNotWait() throws Exception {
    TestServer server = site.server().start();
    Tree later = Tree.at(site.path("later"));
    for (boolean isFirst : new boolean[] {true, false}) {
      RunningCommand once = site.client(server.port(), later).run();
      assertThat(once.exitCode()).as(once.transcript()).isEqualTo(75);
      assertThat(once.said()).as(once.transcript()).hasSize(isFirst ? 1 : 0);
    }
    RunningCommand client = site.client(server.port(), later).with("-v", "--every", "1s").start();
    client.awaitErr(NO_FOLDER, 1);

    Files.createDirectory(later.root());
    later.file("clip.mp4", 1000);

    client.awaitOut(CONFIRMED);
    assertThat(client.err()).as("once").filteredOn(NO_FOLDER.asMatchPredicate()).hasSize(1);
    client.terminate();
    assertThat(client.exitCode()).isZero();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(later.snapshot());
  }

  @Test
  void aCardThatMustBeMountedIsWaitedForAndItsEmptyPlaceIsNotTakenForIt() throws Exception {
    TestServer server = site.server().start();
    Tree card = site.source("card").file("below.bin", 500);
    RunningCommand once = site.client(server.port(), card).with("--require-mount").run();
    assertThat(once.exitCode()).as(once.transcript()).isEqualTo(75);
    RunningCommand client =
        site.client(server.port(), card).with("-v", "--every", "1s", "--require-mount").start();
    client.awaitErr(NO_MOUNT, 1);

    try (SmallDisk disk = SmallDisk.mount(site, card.root(), 4)) {
      card.file("clip.mp4", 1000);
      client.awaitOut(CONFIRMED);
      assertThat(disk.free()).isPositive();
    }

    client.awaitErr(NO_MOUNT, 2); // it is out again
    client.terminate();
    assertThat(client.exitCode()).isZero();
    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("clip.mp4");
  }

  @Test
  void aCardMountedOverTheFolderMeanwhileEndsTheRunWithOneLine() throws Exception {
    TestServer server = site.server().start();
    Tree card = site.source("card");
    for (int i = 0; i < 40; i++) {
      card.file("clip-" + i + ".mp4", 100_000);
    }
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.after(2 * Tree.MIB, Link.Ending.HOLD));
    RunningCommand client = site.client(proxy.port(), card).with("-v", "-d", "y").start();
    client.awaitOut(Pattern.compile("erased: .*"));

    try (SmallDisk disk = SmallDisk.mount(site, card.root(), 4)) {
      proxy.goOn();
      assertThat(client.exitCode()).as(client.transcript()).isEqualTo(75);
      assertThat(client.err()).as(client.transcript()).hasSize(1);
      assertThat(client.err().get(0)).contains("exchanged");
      assertThat(disk.free()).isPositive();
    }

    site.client(server.port(), card).with("-d", "y").runOrFail();
    assertThat(server.stored(ALICE).snapshot()).hasSize(40);
    assertThat(card.snapshot()).isEmpty();
  }

  @Test
  void aStateFolderOnAFullDiskIsWaitedForAtTheStartAndLater() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("first.mp4", 1000);
    Path state = Files.createDirectory(site.path("state"));
    try (SmallDisk disk = SmallDisk.mount(site, state, 1)) {
      Path ballast = disk.fillUpTo("ballast", 0);
      RunningCommand client = site.client(server.port(), source).with("--every", "1s").start();
      client.awaitErr(NO_STATE, 1);
      Files.delete(ballast);
      client.awaitOut(Pattern.compile("uploaded 1 file.*"));

      ballast = disk.fillUpTo("ballast", 0);
      String name = "a-name-that-takes-room-in-the-journal-".repeat(5);
      for (int i = 0; i < 600; i++) { // more than the journal keeps in reserve
        source.file(name + i, 10);
      }
      client.awaitErr(NO_JOURNAL, 2);
      Files.delete(ballast);
      await()
          .atMost(RunningCommand.PATIENCE)
          .until(() -> server.stored(ALICE).snapshot().equals(source.snapshot()));

      assertThat(client.err()).as("each once").hasSize(2);
      client.terminate();
      assertThat(client.exitCode()).isZero();
    }
  }

  @Test
  void aStateFolderThatFillsUpEndsARunThatErasesWithOneLine() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("first.mp4", 1000);
    Path state = Files.createDirectory(site.path("state"));
    try (SmallDisk disk = SmallDisk.mount(site, state, 1)) {
      site.client(server.port(), source).with("-d", "y").runOrFail();
      Path ballast = disk.fillUpTo("ballast", 0);
      String name = "a-name-that-takes-room-in-the-journal-".repeat(5);
      for (int i = 0; i < 600; i++) {
        source.file(name + i, 10);
      }
      var before = source.snapshot();

      RunningCommand full = site.client(server.port(), source).with("-d", "y").run();

      assertThat(full.exitCode()).as(full.transcript()).isEqualTo(74);
      assertThat(full.err()).as(full.transcript()).hasSize(1);
      Files.delete(ballast);
      site.client(server.port(), source).with("-d", "y").runOrFail();
      assertThat(server.stored(ALICE).snapshot()).containsAllEntriesOf(before);
      assertThat(source.snapshot()).isEmpty();
    }
  }

  @Test
  void aMistakeEndsTheCommandWithItsCodeAlsoWithEvery() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    Tree file = Tree.at(source.path("clip.mp4"));
    assertThat(site.client(server.port(), file).with("--every", "1s").run().exitCode())
        .isEqualTo(2);

    RunningCommand first = site.client(server.port(), source).with("-v", "--every", "1s").start();
    first.awaitOut(CONFIRMED);
    RunningCommand second = site.client(server.port(), source).with("--every", "1s").run();

    assertThat(second.exitCode()).as(second.transcript()).isEqualTo(75);
    first.terminate();
    assertThat(first.exitCode()).isZero();
  }

  @Test
  void aFileThatAnOptionNamesIsWaitedForToo() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 1000);
    Path ca = site.path("later.pem");
    assertThat(site.client(server.port(), source).ca(ca).run().exitCode()).isEqualTo(2);
    RunningCommand client =
        site.client(server.port(), source).ca(ca).with("-v", "--every", "1s").start();
    client.awaitErr(Pattern.compile(".*later.pem.*does not exist.*"), 1);

    Files.copy(site.certificate().ca(), ca);

    client.awaitOut(CONFIRMED);
    assertThat(client.err()).as("once").hasSize(1);
    client.terminate();
    assertThat(client.exitCode()).isZero();
  }
}
