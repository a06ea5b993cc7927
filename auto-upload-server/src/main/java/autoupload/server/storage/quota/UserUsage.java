package autoupload.server.storage.quota;

import autoupload.cli.ByteSize;
import autoupload.credentials.Quota;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Usage of one user: what the last count found at rest, kept up from then on, and in full the
 * uploads under way. Nothing is refused on a figure that is not fresh, for the operator may have
 * removed files since; while a count runs, what is in doubt counts as there, so the figure never
 * comes out too low. Safe for use by many threads.
 */
final class UserUsage {
  /** Function that counts the usage at rest. */
  interface Counter {
    Usage count() throws StorageException;
  }

  private enum ClaimState {
    /** It has room; the store does not know of it yet. */
    BEGINNING,
    UNDER_WAY,
    ENDING
  }

  /** More than any disk has, and adding to it does not overflow. */
  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  private final Counter counter;
  private final Executor threads;
  private final LongSupplier nanoTime;

  /** Of the uploads that have not ended. */
  private final Set<Claim> claims = new HashSet<>();

  /** The last count that succeeded. */
  private Optional<UsageCount> last = Optional.empty();

  /** All who need a count while one runs wait for that one. */
  private Optional<UsageCount> running = Optional.empty();

  UserUsage(Counter counter, Executor threads, LongSupplier nanoTime) {
    this.counter = counter;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** Reservation of quota for one upload, from its first byte to its last. */
  final class Claim {
    private final Usage cost;
    private final Usage replaced;
    private ClaimState state = ClaimState.BEGINNING;

    private Claim(Usage cost, Usage replaced) {
      this.cost = cost;
      this.replaced = replaced;
    }

    /** The upload has begun, as the store knows by now. */
    void begun() {
      move(this, ClaimState.UNDER_WAY);
    }

    /** To be called before the upload ends, in whatever way. */
    void ending() {
      move(this, ClaimState.ENDING);
    }

    /** What the upload takes once it is stored. */
    Usage cost() {
      return cost;
    }

    /** The upload has ended and left that; may be called again. */
    void end(Usage left) {
      UserUsage.this.end(this, left);
    }

    /** The upload did not begin. */
    void undo() {
      end(replaced);
    }

    /**
     * Refuses if the quota does not allow what the user has any more: it was lowered, or files were
     * put there.
     */
    void check(Quota quota) throws StorageException {
      if (mayBeOver(quota)) {
        count(true);
      }
    }
  }

  private synchronized void move(Claim claim, ClaimState next) {
    if (claims.contains(claim)) {
      claim.state = next;
      running.ifPresent(UsageCount::disturb);
    }
  }

  private synchronized void end(Claim claim, Usage left) {
    if (claims.remove(claim)) {
      last.ifPresent(count -> count.add(left));
      running.ifPresent(count -> count.add(left));
      running.ifPresent(UsageCount::disturb);
    }
  }

  /** Room for an upload that takes so much, whatever there is. */
  Claim claim(Usage cost) {
    return claim(cost, Usage.NONE);
  }

  private synchronized Claim claim(Usage cost, Usage replaced) {
    last.ifPresent(count -> count.remove(replaced));
    running.ifPresent(UsageCount::disturb); // it may have seen what is replaced
    Claim claim = new Claim(cost, replaced);
    claims.add(claim);
    return claim;
  }

  /**
   * Room for an upload that takes so much within the quota. Waits for a count where one is needed,
   * some seconds at most.
   *
   * @param replaced what is at rest that it goes on with or drops
   * @throws StorageException {@code QUOTA} if there is none, or it is not known yet
   */
  Claim claim(Usage cost, Usage replaced, Quota quota, Duration patience) throws StorageException {
    count(false).await(patience);
    if (isLast(UsageCount::isOld)) {
      count(true);
    }
    Optional<Claim> claim = claimIfRoom(cost, replaced, quota);
    if (claim.isEmpty() && !isLast(UsageCount::isFresh)) {
      count(true).await(patience);
      claim = claimIfRoom(cost, replaced, quota);
    }
    return claim.orElseThrow(() -> usedUp(quota));
  }

  private synchronized Optional<Claim> claimIfRoom(Usage cost, Usage replaced, Quota quota) {
    return fits(quota, cost.minus(replaced))
        ? Optional.of(claim(cost, replaced))
        : Optional.empty();
  }

  /**
   * How many bytes are left, as many as there are in all if that is not known in time; empty if
   * there is no limit.
   */
  Optional<Long> left(Quota quota, Duration patience) {
    try {
      count(false).await(patience);
    } catch (StorageException e) {
      return quota.bytes().map(ByteSize::bytes);
    }
    Usage left = left(quota);
    if (left.files() <= 0) {
      return Optional.of(0L);
    }
    return quota.bytes().map(limit -> Math.max(0, Math.min(left.bytes(), limit.bytes())));
  }

  private synchronized boolean isLast(Predicate<UsageCount> what) {
    return last.filter(what).isPresent();
  }

  /**
   * The count to wait for: the one that runs, or that this starts.
   *
   * @param again whether the last one is not enough, if there was one
   */
  private UsageCount count(boolean again) {
    UsageCount next;
    synchronized (this) {
      Optional<UsageCount> enough = again ? running : last.or(() -> running);
      if (enough.isPresent()) {
        return enough.get();
      }
      boolean exact = claims.stream().allMatch(claim -> claim.state == ClaimState.UNDER_WAY);
      next = new UsageCount(nanoTime, exact);
      running = Optional.of(next);
    }
    try {
      threads.execute(() -> run(next));
    } catch (OutOfMemoryError e) { // no thread to be had: slower, but somebody waits for it
      run(next);
    }
    return next;
  }

  private void run(UsageCount count) {
    long start = nanoTime.getAsLong();
    try {
      Usage counted = counter.count();
      synchronized (this) {
        count.succeed(counted, start);
        last = Optional.of(count);
      }
    } catch (StorageException e) {
      count.fail(e);
    } finally {
      synchronized (this) {
        running = Optional.empty();
      }
      count.end();
    }
  }

  private synchronized boolean mayBeOver(Quota quota) throws StorageException {
    boolean over = last.isEmpty() || !fits(quota, Usage.NONE);
    boolean fresh = isLast(UsageCount::isFresh);
    if (over && fresh && isLast(UsageCount::isExact)) {
      throw usedUp(quota);
    }
    return over && !fresh;
  }

  private boolean fits(Quota quota, Usage more) {
    Usage left = left(quota);
    return more.bytes() <= left.bytes() && more.files() <= left.files();
  }

  /** Below zero if more is used than the quota allows. */
  private synchronized Usage left(Quota quota) {
    Usage used = last.map(UsageCount::atRest).orElse(Usage.NONE);
    for (Claim claim : claims) {
      used = used.plus(claim.cost);
    }
    long bytes = quota.bytes().map(ByteSize::bytes).orElse(UNLIMITED);
    return new Usage(bytes, quota.files().orElse(UNLIMITED)).minus(used);
  }

  private StorageException usedUp(Quota quota) {
    Usage left = left(quota);
    String limit =
        (left.files() <= 0 && left.bytes() > 0) || quota.bytes().isEmpty()
            ? quota.files().orElse(0L) + " files and folders"
            : quota.bytes().get().inWords();
    return new StorageException(
        RefusalCode.QUOTA,
        "the account's quota of "
            + limit
            + " is used up: files must go at the server, or the quota be raised");
  }
}
