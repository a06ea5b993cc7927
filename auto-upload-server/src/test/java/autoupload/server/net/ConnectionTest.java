package autoupload.server.net;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.events.EventLog;
import autoupload.server.login.AccountSource;
import autoupload.server.login.Authenticator;
import autoupload.server.login.LoginMemory;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.server.session.NativeProtocols;
import autoupload.server.storage.Lease;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Connections to a server that has a defect, or a store that takes its time. */
class ConnectionTest {
  private final Logger log = (Logger) LoggerFactory.getLogger("autoupload");
  private final CountDownLatch slow = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);

  @TempDir private Path dir;
  private Credentials credentials;
  private LocalStorage real;
  private LoginMemory logins;
  private Acceptor acceptor;

  @BeforeEach
  void start() throws IOException {
    log.setLevel(Level.OFF); // the defects are meant
    credentials = Credentials.make(dir, "alice");
    real = LocalStorage.open(Files.createDirectory(dir.resolve("store")));
    logins = LoginMemory.open(real.state(), Clock.systemUTC());
    ServerResources resources =
        new ServerResources(
            ReloadedTls.open(credentials.certificate(), credentials.key()),
            List.of(
                new NativeProtocols(
                    new Authenticator(AccountSource.open(credentials.passwords()), logins),
                    new TrickyStorage())),
            List.of(new EventLog()));
    acceptor =
        Acceptor.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            resources,
            AcceptLimits.DEFAULT);
    Thread accepting = new Thread(acceptor::run, "accept");
    accepting.setDaemon(true);
    accepting.start();
  }

  @AfterEach
  void stop() throws IOException {
    slow.countDown();
    acceptor.close();
    logins.close();
    real.close();
    log.setLevel(null);
  }

  private RawClient login() throws IOException {
    RawClient client = RawClient.connect(acceptor.address(), credentials.trust());
    client.greet("alice", Credentials.PASSWORD, ClientId.random());
    return client;
  }

  /** Real store with faults for some names. */
  private final class TrickyStorage implements Storage {
    @Override
    public StoreId id() {
      return real.id();
    }

    @Override
    public boolean mayHold(UserName user, UploadOffer offer) throws StorageException {
      if (offer.name().value().equals("defect")) {
        throw new IllegalStateException("a defect");
      }
      return offer.name().value().startsWith("prove") || real.mayHold(user, offer);
    }

    @Override
    public Optional<Receipt> prove(
        UserName user, UploadOffer offer, ContentDigest digest, BooleanSupplier wanted)
        throws StorageException {
      if (offer.name().value().equals("prove-defect")) {
        throw new IllegalStateException("a defect");
      }
      asked.countDown();
      try {
        slow.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return real.prove(user, offer, digest, wanted);
    }

    @Override
    public Prefix partial(UploadKey key) throws StorageException {
      return real.partial(key);
    }

    @Override
    public PartialUpload begin(UploadKey key, long offset) throws StorageException {
      PartialUpload partial = real.begin(key, offset);
      return key.offer().name().value().equals("commit-slow") ? slow(partial) : partial;
    }

    @Override
    public Optional<Lease> lease(String job) {
      return real.lease(job);
    }

    @Override
    public int sweep(Lease lease, Duration olderThan) {
      return real.sweep(lease, olderThan);
    }

    @Override
    public StateStore state() {
      return real.state();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @Test
  void aDefectEndsThatConnectionWithAWordAndNoOther() throws IOException {
    try (RawClient other = login();
        RawClient client = login()) {
      client.send(offer(1, "defect", 10));

      Frame.Error error = client.next(Frame.Error.class);
      assertThat(error.code()).isEqualTo(RefusalCode.INTERNAL.code());
      assertThat(error.text()).doesNotContain("IllegalState");
      assertThat(client.read()).isEmpty();
      other.upload(1, "fine", Content.of(1, 10));
    }
  }

  @Test
  void aDefectInAProofRefusesThatOfferOnly() throws IOException {
    try (RawClient client = login()) {
      client.send(offer(1, "prove-defect", 10));
      client.next(Frame.Prove.class);
      client.send(new Frame.Proof(1, Content.of(1, 10).digest()));

      assertThat(client.next(Frame.Refused.class).retryable()).isTrue();
      client.upload(2, "fine", Content.of(1, 10));
    }
  }

  @Test
  void anOfferThatIsAbortedWhileItIsComparedHearsNothingMore() throws Exception {
    try (RawClient client = login()) {
      client.send(offer(1, "prove-slow", 10));
      client.next(Frame.Prove.class);
      client.send(new Frame.Proof(1, Content.of(1, 10).digest()));
      asked.await();
      client.send(new Frame.Abort(1));
      assertThat(client.next(Frame.Refused.class).code()).isEqualTo(RefusalCode.ABORTED.code());
      slow.countDown();

      // The same worker threads answer this one after it.
      for (int id = 2; id <= 10; id++) {
        client.send(offer(id, "prove-" + id, 10));
        client.next(Frame.Prove.class);
        client.send(new Frame.Proof(id, Content.of(1, 10).digest()));
        assertThat(client.next(Frame.Send.class).id()).isEqualTo(id);
      }
    }
  }

  /** The same, but its commit waits. */
  private PartialUpload slow(PartialUpload partial) {
    return (PartialUpload)
        Proxy.newProxyInstance(
            PartialUpload.class.getClassLoader(),
            new Class<?>[] {PartialUpload.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                slow.await();
              }
              return method.invoke(partial, arguments);
            });
  }

  @Test
  void whoSendsNothingMoreAfterTheLastEndGetsTheReceiptHoweverLongItTakes() throws Exception {
    try (RawClient client = login()) {
      client.send(offer(1, "commit-slow", 10));
      client.answer(client.next(Frame.Send.class), Content.of(1, 10));
      client.endInput();
      try (RawClient other = login()) { // by then the server has seen the end
        other.upload(1, "fine", Content.of(2, 10));
        other.upload(2, "fine too", Content.of(3, 10));
      }
      slow.countDown();

      client.next(Frame.Receipt.class);
      assertThat(client.read()).isEmpty();
    }
  }

  @Test
  void receiptsOvertakeAProofThatTakesLong() throws Exception {
    try (RawClient client = login()) {
      client.send(offer(1, "prove-slow", 10));
      client.next(Frame.Prove.class);
      client.send(new Frame.Proof(1, Content.of(1, 10).digest()));
      asked.await();

      client.upload(2, "fine", Content.of(2, 10));
      client.sync();
      slow.countDown();
      assertThat(client.next(Frame.Send.class).id()).isEqualTo(1);
    }
  }
}
