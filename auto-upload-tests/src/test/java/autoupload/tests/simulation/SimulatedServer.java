package autoupload.tests.simulation;

import autoupload.forgetful.ForgetfulDisk;
import autoupload.forgetful.ForgetfulDisk.Step;
import autoupload.operator.OperatorError;
import autoupload.server.events.Arrival;
import autoupload.server.events.ConnectionEvents;
import autoupload.server.events.Peer;
import autoupload.server.events.ServerEvents;
import autoupload.server.login.SimulatedLogin;
import autoupload.server.session.Outbox;
import autoupload.server.session.Session;
import autoupload.server.session.SessionResources;
import autoupload.server.session.SessionTimes;
import autoupload.server.session.StoreWork;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Simulated process of the server: real sessions and the real store, until it dies at a step of its
 * disk. Nothing of it reaches the disk or a client afterwards.
 */
final class SimulatedServer {
  static final String USER = "user";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Threads of all servers of all worlds, since each lives for milliseconds. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "simulated-server");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Planned faults of the process.
   *
   * @param failingForce which force fails; 0 if none does
   * @param luck what a power cut leaves
   */
  record Fate(Optional<Plan.Death> death, int failingForce, RandomGenerator luck) {}

  private final ForgetfulDisk disk;
  private final Fate fate;
  private final ThreadOrder order;
  private final Trace trace;
  private final List<String> defects;
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicInteger forces = new AtomicInteger();
  private final AtomicBoolean alive = new AtomicBoolean(true);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final List<SimulatedLink> links = new CopyOnWriteArrayList<>();
  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /** The connections that have a thread, and this process itself. */
  private final Phaser served = new Phaser(1);

  private final Optional<LocalStorage> storage;
  private final Optional<SessionResources> resources;
  private volatile boolean stopping;
  private volatile boolean diskFailed;
  private volatile boolean mountAnew;

  /**
   * Starts it; it may die of that.
   *
   * @param defects takes what no server should ever say or do
   */
  SimulatedServer(
      ForgetfulDisk disk,
      SessionTimes times,
      Fate fate,
      ThreadOrder order,
      Trace trace,
      List<String> defects) {
    this.disk = disk;
    this.fate = fate;
    this.order = order;
    this.trace = trace;
    this.defects = defects;
    this.storage = openStorage();
    this.resources =
        storage.map(store -> new SessionResources(store, times, new StoreWork(THREADS, THREADS)));
    if (!alive.get()) { // it died while it started
      storage.ifPresent(LocalStorage::close);
    }
  }

  private Optional<LocalStorage> openStorage() {
    try {
      return Optional.of(LocalStorage.open(disk.boot(this::before)));
    } catch (OperatorError e) {
      trace.add("the server does not start: " + e.getMessage());
      if (alive.get() && !e.getMessage().contains("Input/output error")) {
        defects.add("a server does not start: " + e.getMessage());
      }
      die(false);
      return Optional.empty();
    }
  }

  private void before(Step step) throws IOException {
    order.step();
    boolean counts = fate.death().filter(death -> death.counts(step)).isPresent();
    int count = counts ? steps.incrementAndGet() : 0;
    if (alive.get() && fate.death().filter(death -> death.step() <= count).isPresent()) {
      trace.add("the server dies at its step " + count + ", " + step);
      die(fate.death().get().powerCut());
      throw new IOException("the server is dead");
    }
    boolean isForce = step == Step.FORCE_FILE || step == Step.FORCE_FOLDER;
    if (isForce && forces.incrementAndGet() == fate.failingForce()) {
      trace.add("the server's disk fails at step " + count + ", " + step);
      diskFailed = true;
      mountAnew = step == Step.FORCE_FOLDER;
      throw new IOException("Input/output error");
    }
  }

  /**
   * Ends it, with the power or without. After a failed force of a folder the operator has to mount
   * the file system anew, which is all that a power cut does to it: a process that dies before it
   * took its names back cannot tell the next one.
   */
  void die(boolean powerCut) {
    if (!alive.compareAndSet(true, false)) {
      return;
    }
    links.forEach(SimulatedLink::killServer);
    if (powerCut || mountAnew) {
      disk.cutPower(fate.luck());
    } else {
      disk.kill();
    }
    if (storage != null) { // else it dies while it starts
      storage.ifPresent(LocalStorage::close);
    }
    gone.countDown();
  }

  /** Waits until nothing is left of a process that died. */
  void awaitGone() {
    try {
      if (!gone.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("a server does not die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAlive() {
    return alive.get();
  }

  /** Whether its disk failed to force something, for good. */
  boolean hasDiskFailed() {
    return diskFailed;
  }

  /** As SIGTERM does: no new connections, and those there are hear of it. */
  void stop() {
    trace.add("the server stops");
    stopping = true;
    sessions.forEach(Session::stop);
  }

  boolean isStopping() {
    return stopping;
  }

  /** Waits until all it received has its answer, and ends. */
  void finishStop() {
    resources.ifPresent(shared -> shared.work().awaitCommits(LIMIT));
    die(false);
  }

  /** Lets it notice that connections are dead. */
  void noticeDeadLinks() {
    links.forEach(SimulatedServer::closeQuietly);
    served.awaitAdvance(served.arrive());
  }

  private static void closeQuietly(SimulatedLink link) {
    try {
      link.serverEnd().close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes a connection. */
  void accept(SimulatedLink link) {
    links.add(link);
    if (!alive.get()) {
      link.killServer();
    }
    served.register();
    THREADS.execute(() -> serve(link));
  }

  private void serve(SimulatedLink link) {
    FrameReader reader = new FrameReader(link.serverIn());
    FrameWriter writer = new FrameWriter(link.serverOut());
    Outbox outbox = new Outbox(writer, THREADS, () -> closeQuietly(link));
    try {
      Frame.Hello hello = greet(reader, writer);
      Peer peer = Peer.at("client").loggedIn(SimulatedLogin.of(USER), hello.client());
      Session session =
          new Session(
              resources.orElseThrow(), outbox, new ConnectionEvents(List.of(new Log()), peer));
      sessions.add(session);
      if (stopping) {
        session.stop();
      }
      try (session) {
        converse(reader, session, outbox);
      }
    } catch (WireException e) {
      blame("a breach of the protocol: " + e.getMessage());
    } catch (IOException e) {
      trace.add("a connection ends: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      blame("a defect of a session: " + e);
    } finally {
      outbox.close();
      closeQuietly(link);
      served.arriveAndDeregister();
    }
  }

  private static void converse(FrameReader reader, Session session, Outbox outbox)
      throws IOException {
    while (reader.next(session)) {
      outbox.awaitRoom();
      session.readsOn();
    }
  }

  private Frame.Hello greet(FrameReader reader, FrameWriter writer) throws IOException {
    Frame.Hello hello = reader.expect(Frame.Hello.class);
    writer.write(
        new Frame.Welcome(
            WireLimits.VERSION,
            Instant.EPOCH,
            storage.orElseThrow().id(),
            WireLimits.OFFERS_AHEAD));
    writer.flush();
    reader.expect(Frame.Login.class); // everybody may
    writer.write(
        new Frame.Accepted(Optional.empty(), Optional.empty(), Secret.NONE, Duration.ZERO));
    writer.flush();
    reader.loggedIn();
    return hello;
  }

  /** What a dead process does is nobody's business. */
  private void blame(String what) {
    trace.add(what);
    if (alive.get()) {
      defects.add(what);
    }
  }

  private final class Log implements ServerEvents {
    @Override
    public void stored(Peer peer, Receipt receipt, Arrival arrival) {
      trace.add("stored " + receipt.storedName());
    }

    @Override
    public void proven(Peer peer, Receipt receipt) {
      trace.add("proven " + receipt.storedName());
    }

    @Override
    public void refused(Peer peer, UploadOffer offer, Throwable cause) {
      trace.add("refused " + offer.name() + ": " + cause.getMessage());
      if (!(cause instanceof StorageException)) {
        blame("a defect of the store: " + cause);
      }
    }

    @Override
    public void gaveUp(Peer peer, String text) {
      blame("the client complains: " + text);
    }
  }
}
