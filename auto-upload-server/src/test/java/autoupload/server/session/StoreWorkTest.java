package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.scripted.RawClient;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Proofs of one user wait for each other, and those of others do not. */
class StoreWorkTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ClientId DEVICE = ClientId.random();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final StoreWork work = new StoreWork(threads, threads);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final Semaphore huge = new Semaphore(0);

  @AfterEach
  void stop() {
    huge.release(1000);
    threads.shutdown();
  }

  private static Offered offered(String user, int id) {
    return new Offered(
        id, new UploadKey(new UserName(user), DEVICE, RawClient.offer(id, "n" + id, 1).offer()));
  }

  /** Adds a proof that takes until {@link #huge} has a permit for it. */
  private Offered add(String user, int id) {
    Offered offered = offered(user, id);
    work.prove(
        offered,
        () -> {
          begun.add(user + id);
          huge.acquireUninterruptibly();
        });
    return offered;
  }

  private void awaitBegun(int count) {
    await().atMost(LONG).until(() -> begun.size() == count);
  }

  @Test
  void oneUserHasHalfOfTheThreadsAndAnotherNeedNotWait() {
    for (int i = 0; i < 10; i++) {
      add("alice", i);
    }
    awaitBegun(2);
    add("bob", 0);
    awaitBegun(3);
    add("carol", 0);
    awaitBegun(4);

    assertThat(begun).containsExactlyInAnyOrder("alice0", "alice1", "bob0", "carol0");
    assertThat(work.waitingProofs()).isEqualTo(8);
  }

  @Test
  void usersTakeTurns() {
    add("alice", 0);
    add("alice", 1);
    add("bob", 0);
    add("bob", 1);
    awaitBegun(4);
    for (int i = 2; i < 5; i++) {
      add("alice", i);
    }
    add("carol", 0);
    add("carol", 1);
    add("dave", 0);
    for (int count = 5; count <= 10; count++) {
      huge.release();
      awaitBegun(count);
    }

    assertThat(begun.indexOf("carol0")).isLessThan(begun.indexOf("alice3"));
    assertThat(begun.indexOf("dave0")).isLessThan(begun.indexOf("alice3"));
  }

  @Test
  void whatNobodyWaitsForIsNeitherBegunNorKept() {
    add("alice", 0);
    add("alice", 1);
    awaitBegun(2);
    Offered third = add("alice", 2);
    add("alice", 3);
    third.withdrawProof();
    assertThat(work.waitingProofs()).isEqualTo(1);
    huge.release(10);
    awaitBegun(3);

    assertThat(begun).contains("alice3").doesNotContain("alice2");
    assertThat(work.waitingProofs()).isZero();
  }

  @Test
  void allAreDoneHoweverManyComeAtOnceAndWhateverTheyThrow() {
    huge.release(500);
    for (int i = 0; i < 500; i++) {
      if (i % 100 == 0) {
        work.prove(
            offered("user" + i % 7, 1000 + i),
            () -> {
              throw new IllegalStateException("a defect");
            });
      }
      add("user" + i % 7, i);
    }
    awaitBegun(500);
    await().atMost(LONG).until(() -> work.waitingProofs() == 0);
  }
}
