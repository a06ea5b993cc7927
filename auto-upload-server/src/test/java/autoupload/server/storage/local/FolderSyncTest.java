package autoupload.server.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSyncTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A disk on which every force waits until it is let go. */
  private static final class SlowDisk extends Disk {
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean failing;

    @Override
    void syncFolder(FileChannel folder) throws IOException {
      begun.incrementAndGet();
      go.acquireUninterruptibly();
      if (failing) {
        throw new IOException("Input/output error");
      }
    }
  }

  @TempDir private Path folder;
  private final SlowDisk disk = new SlowDisk();
  private final FolderSync sync = new FolderSync(disk);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    disk.go.release(1000);
    threads.shutdown();
  }

  private Future<Boolean> force() {
    return threads.submit(
        () -> {
          asked.incrementAndGet();
          sync.force(folder);
          return true;
        });
  }

  @Test
  void allWhoAskDuringAForceShareTheNextOne() throws Exception {
    Future<Boolean> first = force();
    await().atMost(PATIENCE).until(() -> disk.begun.get() == 1);
    List<Future<Boolean>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(force());
    }
    await().atMost(PATIENCE).until(() -> asked.get() == 21);

    disk.go.release(1);

    assertThat(first.get()).isTrue();
    await().atMost(PATIENCE).until(() -> disk.begun.get() == 2);
    assertThat(others).noneMatch(Future::isDone); // the first force began before they asked
    disk.go.release(1000);
    for (Future<Boolean> other : others) {
      assertThat(other.get()).isTrue();
    }
    // one for all, or a few if threads were slow between asking and queueing; not 21
    assertThat(disk.begun.get()).isBetween(2, 10);
  }

  @Test
  void aFailedForceFailsForAllWhoSharedItAndForNobodyElse() throws Exception {
    disk.failing = true;
    Future<Boolean> failed = force();
    await().atMost(PATIENCE).until(() -> disk.begun.get() == 1);
    disk.go.release(1);
    assertThatThrownBy(failed::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ForceFailedException.class);
    disk.failing = false;

    Future<Boolean> next = force();
    disk.go.release(1);

    assertThat(next.get()).isTrue();
  }

  @Test
  void aFolderThatIsNotThereFailsWithoutAForce() {
    assertThatThrownBy(() -> sync.force(folder.resolve("missing")))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ForceFailedException.class);
    assertThat(disk.begun.get()).isZero();
  }
}
