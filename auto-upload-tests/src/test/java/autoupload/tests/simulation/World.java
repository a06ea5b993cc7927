package autoupload.tests.simulation;

import autoupload.client.link.Connector;
import autoupload.client.link.LinkLost;
import autoupload.client.pass.SimulatedPass;
import autoupload.client.seal.Sealing;
import autoupload.client.send.StopSignal;
import autoupload.forgetful.ForgetfulDisk;
import autoupload.forgetful.ForgetfulDisk.Step;
import autoupload.operator.ExitCode;
import autoupload.server.session.SessionTimes;
import autoupload.upload.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * Simulated world of a client, a server, their disks and the network between them, as one seed
 * makes them: passes during which everything may break, then one in quiet that has to finish what
 * is left.
 *
 * <p>Faults come after counts of bytes and of steps of a disk, and nothing waits for time to pass.
 * The seed does not decide how threads interleave (those of a server that receives and commits, and
 * the one that erases beside the one that uploads); a {@link ThreadOrder} disturbs them.
 */
final class World implements Connector {
  /** A client that gets no further with so many connections ends its pass. */
  private static final int MOST_CONNECTIONS = 40;

  private final Plan plan;
  private final ThreadOrder order;
  private final Trace trace = new Trace();
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final ForgetfulDisk clientDisk;
  private final Source source;
  private final List<SimulatedLink> links = new CopyOnWriteArrayList<>();

  private ForgetfulDisk serverDisk;
  private int linksBefore;
  private SimulatedServer server;
  private boolean quiet;
  private boolean diskFailed;
  private int servers;
  private int powerCuts;
  private int pass;
  private Instant now = Instant.parse("2026-06-01T00:00:00Z");
  private ClientProcess client;

  /**
   * A world.
   *
   * @param order of its threads: {@link ThreadOrder}
   */
  World(long seed, long order) {
    plan = new Plan(seed);
    this.order = new ThreadOrder(order);
    serverDisk = new ForgetfulDisk(plan.serverHasHardLinks());
    clientDisk = new ForgetfulDisk(plan.clientHasHardLinks());
    source = new Source(folder(clientDisk, "/folder"), trace);
    folder(clientDisk, "/state");
  }

  private static Path folder(ForgetfulDisk disk, String name) {
    try {
      Path made = Files.createDirectory(disk.outside().resolve(name));
      disk.sync();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One run of the client. */
  private final class ClientProcess {
    private final Optional<Plan.Death> death;
    private final RandomGenerator luck;
    private final int changeAt;
    private int steps;
    private int counted;
    private int connections;
    private boolean dead;

    /** A pause takes no time, but a client that pauses for ever is stopped. */
    private final StopSignal stop =
        new StopSignal() {
          @Override
          public boolean sleep(Duration time) {
            return !isDead() && connections < MOST_CONNECTIONS;
          }
        };

    ClientProcess(Optional<Plan.Death> death, RandomGenerator luck, int changeAt) {
      this.death = death;
      this.luck = luck;
      this.changeAt = changeAt;
    }

    synchronized boolean isDead() {
      return dead;
    }

    private void before(Step step) throws IOException {
      order.step();
      int count;
      synchronized (this) {
        count = ++steps;
        if (dead) {
          throw new IOException("the client is dead");
        }
      }
      if (count == changeAt) {
        source.change(luck, false);
      }
      if (death.isPresent() && diesAt(step)) {
        trace.add("the client dies at its step " + count + ", " + step);
        die(death.get().powerCut());
        throw new IOException("the client is dead");
      }
    }

    private synchronized boolean diesAt(Step step) {
      counted += death.get().counts(step) ? 1 : 0;
      return counted >= death.get().step();
    }

    private void die(boolean powerCut) {
      synchronized (this) {
        if (dead) {
          return;
        }
        dead = true;
      }
      boolean noticed = luck.nextBoolean();
      links.forEach(link -> link.killClient(noticed));
      if (powerCut) {
        clientDisk.cutPower(plan.powerCut(1000 + pass));
      } else {
        clientDisk.kill();
      }
    }

    SimulatedPass.Outcome run() {
      Path root = clientDisk.boot(this::before);
      return new SimulatedPass(
              root.resolve("folder"),
              root.resolve("state/journal"),
              World.this,
              clock(),
              stop,
              plan.seals() ? Sealing.forRecipients(Unsealed.RECIPIENTS) : Sealing.off(),
              plan.erases())
          .run();
    }
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  /** Runs the world to its end; what did not hold, in words. */
  List<String> run() {
    for (pass = 0; pass < plan.passes(); pass++) {
      if (plan.newStore(pass)) {
        replaceStore();
      }
      RandomGenerator user = plan.user(pass);
      for (int changes = user.nextInt(pass == 0 ? 6 : 3); changes >= 0; changes--) {
        source.change(user, plan.erases());
      }
      int changeAt = user.nextBoolean() ? 0 : 1 + user.nextInt(60);
      now = now.plusSeconds(user.nextInt(1000));
      pass(new ClientProcess(plan.clientDeath(pass), user, changeAt));
      check(source.filesAndSetAside());
    }
    calmDown();
    if (broken.isEmpty()) {
      if (server != null) { // none where the user took everything away before the first connection
        server.die(true);
        server.awaitGone();
      }
      checkEnd();
    }
    return broken;
  }

  /** What the old store had is the operator's loss; what the client has left must be safe again. */
  private void replaceStore() {
    trace.add("the operator begins with an empty store");
    if (server != null) {
      server.die(false);
      server.awaitGone();
    }
    source.forgetGone();
    source.putOneMore(pass); // else no connection is made, and nobody hears of it
    linksBefore = links.size();
    serverDisk = new ForgetfulDisk(plan.serverHasHardLinks());
  }

  private SimulatedPass.Outcome pass(ClientProcess process) {
    client = process;
    String how = (plan.seals() ? ", sealing" : "") + (plan.erases() ? ", erasing" : "");
    trace.add("-- pass " + pass + how);
    SimulatedPass.Outcome outcome = process.run();
    trace.add("pass " + pass + " ends: " + outcome.code());
    trace.add(outcome.words());
    process.die(false);
    if (server != null) {
      diskFailed |= server.hasDiskFailed();
      server.noticeDeadLinks();
    }
    return outcome;
  }

  /** Nothing breaks any more: one pass finishes everything, and another has nothing to do. */
  private void calmDown() {
    quiet = true;
    if (server != null) {
      server.die(true);
    }
    now = now.plus(Duration.ofDays(3));
    RandomGenerator none = plan.user(pass);
    SimulatedPass.Outcome last = pass(new ClientProcess(Optional.empty(), none, 0));
    if (last.code() != ExitCode.OK) {
      broken.add("the last pass ends with " + last.code() + ": " + last.words());
    }
    Map<String, byte[]> left = source.files();
    if (plan.erases() && !left.isEmpty()) {
      broken.add("not erased in the end: " + left.keySet());
    } else if (!plan.erases() && !left.keySet().equals(source.current().keySet())) {
      broken.add("gone, though nothing was to be erased");
    }
    if (!source.setAside().isEmpty()) {
      broken.add("left beside the sources: " + source.setAside());
    }
    pass++;
    pass(new ClientProcess(Optional.empty(), none, 0));
    if (client.connections > 0) {
      broken.add("a pass with nothing new connects");
    }
  }

  private void checkEnd() {
    Promises promises = check(source.files());
    promises.hasAll(source.current());
    promises.hasNothingElse(source.history());
    // A file that the store cannot trust any more is kept beside a new one, and so is one that is
    // sealed anew, since it was touched.
    if (!diskFailed && !plan.seals()) {
      promises.hasNothingTwice(source.history());
    }
    broken.addAll(promises.broken());
  }

  private Promises check(Map<String, byte[]> present) {
    Path store = serverDisk.outside().resolve(SimulatedServer.USER);
    Map<String, byte[]> stored = Folders.files(store);
    Promises promises = new Promises(stored, plan.seals() ? Unsealed.view(stored) : stored);
    promises.keepsEvery(receipts());
    promises.hasWhatIsGone(source.current(), present.keySet());
    promises.leavesSourcesAlone(source.current(), present);
    broken.addAll(promises.broken());
    return promises;
  }

  private List<Receipt> receipts() {
    List<Receipt> all = new ArrayList<>();
    links.stream().skip(linksBefore).forEach(link -> all.addAll(link.receipts()));
    return all;
  }

  @Override
  public Optional<String> closedBecause() {
    return Optional.empty();
  }

  @Override
  public Optional<String> weakness() {
    return Optional.empty();
  }

  @Override
  public ServerConnection connect() throws IOException {
    client.connections++;
    if (client.isDead()) {
      throw new LinkLost("the client is dead");
    }
    ensureServer();
    if (!server.isAlive()) {
      throw new LinkLost("the server is down");
    }
    LinkFault fault = quiet ? LinkFault.NONE : plan.link(links.size());
    trace.add("connection " + links.size() + ": " + fault);
    SimulatedLink link = new SimulatedLink(fault, plan.linkCapacity(), order);
    links.add(link);
    server.accept(link);
    if (!quiet && plan.stopAfter(servers) == client.connections) {
      server.stop();
    }
    return link.forClient();
  }

  /**
   * A server that is gone is started again, and nothing that was promised may have gone with it.
   */
  private void ensureServer() {
    if (server != null && server.isStopping()) {
      server.finishStop();
    }
    if (server != null && server.isAlive()) {
      return;
    }
    if (server != null) {
      server.awaitGone();
      diskFailed |= server.hasDiskFailed();
      Map<String, byte[]> stored =
          Folders.files(serverDisk.outside().resolve(SimulatedServer.USER));
      Promises promises = new Promises(stored, stored);
      promises.keepsEvery(receipts());
      broken.addAll(promises.broken());
      damagePartials(plan.damage(servers));
    }
    servers++;
    SessionTimes times =
        new SessionTimes(
            plan.checkpointInterval(), plan.takeoverSilence(), Duration.ZERO, Duration.ZERO);
    SimulatedServer.Fate fate =
        new SimulatedServer.Fate(
            quiet ? Optional.empty() : plan.serverDeath(servers),
            quiet ? 0 : plan.failingForce(servers),
            plan.powerCut(powerCuts++));
    trace.add("server process " + servers + ": " + fate.death() + " " + fate.failingForce());
    server = new SimulatedServer(serverDisk, times, fate, order, trace, broken);
  }

  /** A bad disk, or another program, changes what nobody watches over. */
  private void damagePartials(RandomGenerator random) {
    Path user = serverDisk.outside().resolve(SimulatedServer.USER);
    for (Path part : Folders.unfinished(user)) {
      if (random.nextInt(3) == 0) {
        trace.add("damaged " + part.getFileName());
        Folders.flipByte(part, random);
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder last = new StringBuilder();
    for (SimulatedLink link : links.subList(Math.max(0, links.size() - 3), links.size())) {
      last.append('\n').append(link.conversation());
    }
    return trace + last.toString();
  }
}
