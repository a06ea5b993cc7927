package autoupload.server;

import autoupload.cli.ExitCode;
import autoupload.cli.OperatorError;
import autoupload.server.accept.AcceptLimits;
import autoupload.server.accept.Acceptor;
import autoupload.server.accept.ServerResources;
import autoupload.server.login.AccountSource;
import autoupload.server.login.LoginDesk;
import autoupload.server.login.LoginMemory;
import autoupload.server.reload.Refreshes;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.storage.Storage;
import autoupload.server.storage.local.LocalStorage;
import autoupload.server.storage.room.BoundedStorage;
import autoupload.tls.CipherWarmUp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server from start to stop. */
final class UploadServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadServer.class);

  private final LocalStorage storage;
  private final LoginMemory logins;
  private final Acceptor acceptor;
  private final AccountSource accounts;
  private final Refreshes refreshes;
  private final CountDownLatch closed = new CountDownLatch(1);

  private UploadServer(
      LocalStorage storage,
      LoginMemory logins,
      Acceptor acceptor,
      AccountSource accounts,
      ReloadedTls tls) {
    this.storage = storage;
    this.logins = logins;
    this.acceptor = acceptor;
    this.accounts = accounts;
    this.refreshes =
        new Refreshes(
            always -> {
              tls.refresh(always);
              accounts.refresh(always);
              acceptor.cutOff(accounts::stillHas);
            });
  }

  /**
   * Checks everything the server needs and starts listening.
   *
   * @param bind the address to listen on; empty for all
   * @param port 0 takes a free one
   * @throws OperatorError if anything is missing or wrong, with what to do
   */
  static UploadServer start(
      Path passwords,
      Path certificates,
      Path key,
      Path folder,
      Optional<InetAddress> bind,
      int port,
      ServerLimits limits) {
    ReloadedTls tls = ReloadedTls.open(certificates, key);
    AccountSource accounts = AccountSource.open(passwords);
    LocalStorage storage = LocalStorage.open(folder);
    Optional<LoginMemory> logins = Optional.empty();
    try {
      logins = Optional.of(LoginMemory.open(storage.controlFolder(), Clock.systemUTC()));
      LoginDesk desk = new LoginDesk(accounts, logins.get());
      Storage bounded = new BoundedStorage(storage, storage, accounts::quota, limits.minFree());
      ServerResources resources = new ServerResources(tls, desk, bounded);
      InetSocketAddress address =
          bind.map(b -> new InetSocketAddress(b, port))
              .orElseGet(() -> new InetSocketAddress(port));
      Acceptor acceptor = listen(address, resources, limits.accept());
      return new UploadServer(storage, logins.get(), acceptor, accounts, tls);
    } catch (RuntimeException e) {
      logins.ifPresent(LoginMemory::close);
      storage.close();
      throw e;
    }
  }

  private static Acceptor listen(
      InetSocketAddress address, ServerResources resources, AcceptLimits limits) {
    try {
      return Acceptor.listen(address, resources, limits);
    } catch (IOException e) {
      String hint =
          address.getPort() > 0 && address.getPort() < 1024
              ? "; ports below 1024 need root or CAP_NET_BIND_SERVICE, and be free"
              : "; is it free, and an address of this machine?";
      throw new OperatorError(
          ExitCode.USAGE,
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

  /** Serves until {@link #close}, and sweeps abandoned uploads once a day meanwhile. */
  void serve() {
    Thread sweeper = new Thread(this::sweepDaily, "sweep");
    sweeper.setDaemon(true);
    sweeper.start();
    CipherWarmUp.ofReceiver();
    acceptor.run();
  }

  private void sweepDaily() {
    try {
      do {
        storage.sweep(LocalStorage.ABANDONED_AFTER);
      } while (!closed.await(Duration.ofDays(1).toHours(), java.util.concurrent.TimeUnit.HOURS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops in the time its limits give; what was received in full gets its receipt. */
  @Override
  public void close() {
    LOG.atInfo().log("stopping");
    refreshes.close();
    try {
      acceptor.close();
    } catch (IOException e) {
      LOG.atWarn().setMessage("closing the listener failed").setCause(e).log();
    }
    logins.close();
    storage.close();
    closed.countDown();
    LOG.atInfo().log("stopped");
  }
}
