package autoupload.server.storage.quota;

import autoupload.credentials.Quota;
import autoupload.server.storage.Lease;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.Usage;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Decorator of a store with limits: an upload begins, and goes on, only within its user's quota and
 * the disk's free space. Of the quota all that it needs is reserved from its first byte; of the
 * disk a step ahead, so that nobody keeps others out with bytes that never come.
 */
public final class QuotaStorage implements Storage {
  /** A client gives a silent server up after a minute. */
  private static final Duration BEGIN_PATIENCE = Duration.ofSeconds(20);

  /** A login has 20 seconds in all. */
  private static final Duration LOGIN_PATIENCE = Duration.ofSeconds(2);

  private static final int COUNTERS = 2;

  private final Storage store;
  private final StoreRoom room;
  private final Function<UserName, Quota> quotas;
  private final FreeSpace free;
  private final Executor counters;
  private final LongSupplier nanoTime;
  private final Map<UserName, UserUsage> uses = new ConcurrentHashMap<>();

  /**
   * Bounds a store.
   *
   * @param room tells what room there is in it
   * @param quotas how much a user may store just now; asked often
   */
  public QuotaStorage(
      Storage store, StoreRoom room, Function<UserName, Quota> quotas, MinFree minFree) {
    this(store, room, quotas, minFree, counters(), System::nanoTime);
  }

  QuotaStorage(
      Storage store,
      StoreRoom room,
      Function<UserName, Quota> quotas,
      MinFree minFree,
      Executor counters,
      LongSupplier nanoTime) {
    this.store = store;
    this.room = room;
    this.quotas = quotas;
    this.free = new FreeSpace(room, minFree);
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  /** Few, so that counting leaves the disk to the uploads. */
  private static Executor counters() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            COUNTERS,
            COUNTERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "count");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public StoreId id() {
    return store.id();
  }

  @Override
  public boolean mayHold(UserName user, UploadOffer offer) throws StorageException {
    return store.mayHold(user, offer);
  }

  @Override
  public Optional<Receipt> prove(
      UserName user, UploadOffer offer, ContentDigest digest, BooleanSupplier wanted)
      throws StorageException {
    return store.prove(user, offer, digest, wanted);
  }

  @Override
  public Prefix partial(UploadKey key) throws StorageException {
    return store.partial(key);
  }

  @Override
  public PartialUpload begin(UploadKey key, long offset) throws StorageException {
    UserUsage.Claim claim = claim(key, offset);
    Optional<FreeSpace.Hold> hold = Optional.empty();
    Optional<PartialUpload> begun = Optional.empty();
    try {
      hold = Optional.of(hold(key, offset));
      begun = Optional.of(store.begin(key, offset));
      claim.begun();
    } finally {
      if (begun.isEmpty()) {
        hold.ifPresent(FreeSpace.Hold::release);
        claim.undo();
      }
    }
    FreeSpace.Hold held = hold.get();
    return new QuotaPartial(
        begun.get(),
        claim,
        held,
        () -> check(key.user(), claim, held),
        () -> offset == 0 ? Usage.NONE : dropped(key));
  }

  /** What an upload that was gone on with leaves to other clients when it is dropped. */
  private Usage dropped(UploadKey key) {
    try {
      return room.replaced(key, key.offer().size());
    } catch (StorageException e) {
      return Usage.ofFile(key.offer().size()); // too much until the next count
    }
  }

  private UserUsage.Claim claim(UploadKey key, long offset) throws StorageException {
    UserUsage use = use(key.user());
    Quota quota = quotas.apply(key.user());
    if (quota.equals(Quota.NONE)) {
      return use.claim(Usage.ofFile(key.offer().size()));
    }
    return use.claim(room.cost(key), room.replaced(key, offset), quota, BEGIN_PATIENCE);
  }

  private FreeSpace.Hold hold(UploadKey key, long offset) throws StorageException {
    FreeSpace.Measurement now = free.measure(key.user());
    long toCome = key.offer().size() - offset;
    Optional<FreeSpace.Hold> hold = now.hold(toCome, offset == 0 ? 1 : 0);
    if (hold.isEmpty()) {
      Usage replaced = room.replaced(key, offset);
      long dropped = replaced.bytes() - offset;
      hold = dropped > 0 ? now.hold(toCome - dropped, 1 - replaced.files()) : hold;
    }
    return hold.orElseThrow(now::refusal);
  }

  private void check(UserName user, UserUsage.Claim claim, FreeSpace.Hold hold)
      throws StorageException {
    hold.check();
    Quota quota = quotas.apply(user);
    if (!quota.equals(Quota.NONE)) {
      claim.check(quota);
    }
  }

  private UserUsage use(UserName user) {
    return uses.computeIfAbsent(
        user, name -> new UserUsage(() -> room.count(name), counters, nanoTime));
  }

  @Override
  public Optional<Long> quotaLeft(UserName user) {
    Quota quota = quotas.apply(user);
    return quota.equals(Quota.NONE) ? Optional.empty() : use(user).left(quota, LOGIN_PATIENCE);
  }

  @Override
  public Optional<Lease> lease(String job) {
    return store.lease(job);
  }

  @Override
  public int sweep(Lease lease, Duration olderThan) {
    return store.sweep(lease, olderThan);
  }

  @Override
  public StateStore state() {
    return store.state();
  }

  @Override
  public void close() {
    store.close();
  }
}
