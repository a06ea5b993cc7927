package autoupload.server;

import autoupload.server.net.AcceptLimits;
import autoupload.server.net.BeforeLogin;
import autoupload.server.net.ConnectionLimits;
import autoupload.server.net.FloorRate;
import autoupload.server.net.StopTimes;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.quota.MinFree;
import autoupload.tls.ClientTrust;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real server on a free loopback port, with everything it needs in one folder. */
final class TestServer implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Those of a machine that may be busy with other things, where no test is about them. */
  private static final BeforeLogin PATIENT = new BeforeLogin(LONG, LONG, 64 << 10);

  private static final StopTimes IN_TIME = new StopTimes(LONG, LONG, LONG);

  private static final FloorRate NO_FLOOR = new FloorRate(0, LONG);

  private final Credentials credentials;
  private final ClientTrust trust;
  private final Path store;
  private final ServerLimits limits;
  private final Thread serving;
  private final UploadServer server;

  private TestServer(Credentials credentials, Path store, ServerLimits limits) {
    this.limits = limits;
    this.credentials = credentials;
    this.trust = credentials.trust();
    this.store = store;
    this.server =
        UploadServer.start(
            credentials.passwords(),
            credentials.certificate(),
            credentials.key(),
            StorageFolder.anywhere(store),
            Optional.of(InetAddress.getLoopbackAddress()),
            0,
            limits,
            new StartWait(false));
    this.serving = new Thread(server::serve, "serve");
    serving.setDaemon(true);
    serving.start();
  }

  /** A new server for these users. */
  static TestServer start(Path dir, String... users) throws IOException {
    return start(dir, ConnectionLimits.DEFAULT, users);
  }

  /** A new server with other limits. */
  static TestServer start(Path dir, ConnectionLimits limits, String... users) throws IOException {
    return start(dir, limits, NO_FLOOR, users);
  }

  /** The same where a slow connection gives its slot away. */
  static TestServer start(Path dir, ConnectionLimits limits, FloorRate floor, String... users)
      throws IOException {
    AcceptLimits accept = new AcceptLimits(limits, PATIENT, IN_TIME, floor);
    return start(dir, new ServerLimits(accept, MinFree.DEFAULT), users);
  }

  static TestServer start(Path dir, ServerLimits limits, String... users) throws IOException {
    return new TestServer(
        Credentials.make(dir, users), Files.createDirectory(dir.resolve("store")), limits);
  }

  /** Stops and starts again on the same folder. */
  TestServer restart() {
    close();
    return new TestServer(credentials, store, limits);
  }

  Credentials credentials() {
    return credentials;
  }

  /** Has it read its files again. */
  void refresh() {
    server.refresh();
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** A client that only shook hands. */
  RawClient connect() throws IOException {
    return RawClient.connect(address(), trust);
  }

  /** A client of a device of its own that logged in. */
  RawClient login(String user) throws IOException {
    return login(user, ClientId.random());
  }

  RawClient login(String user, ClientId device) throws IOException {
    RawClient client = connect();
    Frame answer = client.greet(user, Credentials.PASSWORD, device);
    if (!(answer instanceof Frame.Accepted)) {
      throw new AssertionError("not logged in: " + answer);
    }
    return client;
  }

  /** Where a file of a user is stored. */
  Path stored(String user, String name) {
    return store.resolve(user).resolve(name);
  }

  /** The stored names of a user at the top of the folder, in order. */
  List<String> names(String user) throws IOException {
    Path folder = store.resolve(user);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith(".auto-upload"))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
