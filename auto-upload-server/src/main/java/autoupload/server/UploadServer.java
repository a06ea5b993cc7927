package autoupload.server;

import autoupload.crypto.BulkCrypto;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.events.EventLog;
import autoupload.server.login.AccountSource;
import autoupload.server.login.Authenticator;
import autoupload.server.login.LoginMemory;
import autoupload.server.net.AcceptLimits;
import autoupload.server.net.Acceptor;
import autoupload.server.net.ServerResources;
import autoupload.server.reload.ReloadTimer;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.session.NativeProtocols;
import autoupload.server.storage.Lease;
import autoupload.server.storage.Storage;
import autoupload.server.storage.local.LocalStorage;
import autoupload.server.storage.quota.QuotaStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Running server, from start to stop. */
final class UploadServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadServer.class);

  private final Storage storage;
  private final LoginMemory logins;
  private final Acceptor acceptor;
  private final AccountSource accounts;
  private final ReloadTimer refreshes;
  private final CountDownLatch closed = new CountDownLatch(1);

  private UploadServer(
      Storage storage,
      LoginMemory logins,
      Acceptor acceptor,
      AccountSource accounts,
      ReloadedTls tls) {
    this.storage = storage;
    this.logins = logins;
    this.acceptor = acceptor;
    this.accounts = accounts;
    this.refreshes =
        new ReloadTimer(
            always -> {
              tls.refresh(always);
              accounts.refresh(always);
              acceptor.cutOff(accounts::stillHas);
            });
  }

  /**
   * Checks everything the server needs, starts its threads, and listens.
   *
   * @param bind the address to listen on; empty for all
   * @param port 0 takes a free one
   * @param wait for what passes
   * @throws OperatorError if anything is missing or wrong, with what to do
   */
  static UploadServer start(
      Path passwords,
      Path certificates,
      Path key,
      StorageFolder folder,
      Optional<InetAddress> bind,
      int port,
      ServerLimits limits,
      StartWait wait) {
    ReloadedTls tls =
        wait.until(
            () -> ReloadedTls.open(certificates, key),
            () -> ReloadedTls.areBeingReplaced(certificates, key));
    AccountSource accounts = wait.until(() -> AccountSource.open(passwords));
    LocalStorage storage = wait.until(folder::open);
    InetSocketAddress address =
        bind.map(b -> new InetSocketAddress(b, port)).orElseGet(() -> new InetSocketAddress(port));
    try {
      return wait.until(() -> start(tls, accounts, storage, address, limits));
    } catch (RuntimeException | Error e) {
      storage.close();
      throw e;
    }
  }

  private static UploadServer start(
      ReloadedTls tls,
      AccountSource accounts,
      LocalStorage storage,
      InetSocketAddress address,
      ServerLimits limits) {
    LoginMemory logins = LoginMemory.open(storage.state(), Clock.systemUTC());
    try {
      Authenticator authenticator = new Authenticator(accounts, logins);
      Storage bounded = new QuotaStorage(storage, storage, accounts::quota, limits.minFree());
      ServerResources resources =
          new ServerResources(
              tls, List.of(new NativeProtocols(authenticator, bounded)), List.of(new EventLog()));
      Acceptor acceptor = listen(address, resources, limits.accept());
      return withThreads(
          acceptor, () -> new UploadServer(storage, logins, acceptor, accounts, tls));
    } catch (RuntimeException | Error e) {
      logins.close();
      throw e;
    }
  }

  /** A server that says it listens must not find then that it may have no thread. */
  private static UploadServer withThreads(Acceptor acceptor, Supplier<UploadServer> server) {
    try {
      acceptor.startThreads();
      UploadServer made = server.get();
      made.startThreads();
      return made;
    } catch (RuntimeException | Error e) {
      closeQuietly(acceptor);
      throw e;
    }
  }

  private static void closeQuietly(Acceptor acceptor) {
    try {
      acceptor.close();
    } catch (IOException e) {
      LOG.atWarn().setMessage("closing the listener failed").setCause(e).log();
    }
  }

  private static Acceptor listen(
      InetSocketAddress address, ServerResources resources, AcceptLimits limits) {
    try {
      return Acceptor.listen(address, resources, limits);
    } catch (IOException e) {
      boolean forbidden = String.valueOf(e.getMessage()).contains("Permission denied");
      String hint =
          forbidden
              ? "; ports below 1024 need root or CAP_NET_BIND_SERVICE"
              : "; is it free, and an address of this machine?";
      throw new OperatorError(
          forbidden ? ExitCode.USAGE : ExitCode.NOT_NOW,
          "cannot listen on "
              + address.getAddress().getHostAddress()
              + " port "
              + address.getPort()
              + ": "
              + e.getMessage()
              + hint,
          e);
    }
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return acceptor.address();
  }

  /** How many accounts there are. */
  int users() {
    return accounts.current().accounts().size();
  }

  /** Reads certificate, key and password file again though they look the same. */
  void refresh() {
    refreshes.now();
  }

  /** The sweeping of abandoned uploads, once a day. */
  private void startThreads() {
    Thread sweeper = new Thread(this::sweepDaily, "sweep");
    sweeper.setDaemon(true);
    sweeper.start();
    if (!BulkCrypto.chosen().isNative()) {
      LOG.atInfo()
          .setMessage("ciphers are computed without native code, which is slower")
          .addKeyValue("by", BulkCrypto.chosen())
          .log();
    }
  }

  /** Serves until {@link #close}. */
  void serve() {
    acceptor.run();
  }

  private void sweepDaily() {
    try {
      do {
        storage.lease("sweep").ifPresent(this::sweep);
      } while (!closed.await(Duration.ofDays(1).toHours(), java.util.concurrent.TimeUnit.HOURS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep(Lease lease) {
    try (lease) {
      storage.sweep(lease, Storage.ABANDONED_AFTER);
    }
  }

  /** Stops in the time its limits give; what was received in full gets its receipt. */
  @Override
  public void close() {
    LOG.atInfo().log("stopping");
    refreshes.close();
    closeQuietly(acceptor);
    logins.close();
    storage.close();
    closed.countDown();
    LOG.atInfo().log("stopped");
  }
}
