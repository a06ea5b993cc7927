package autoupload.client.send;

import autoupload.client.content.PlainContent;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.client.scripted.Recorded;
import autoupload.client.scripted.ScriptedServer;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Client's end in a test: a folder, a queue, and a thread that sends. */
final class Sender implements AutoCloseable {
  static final ClientId ID = new ClientId("0123456789abcdef0123456789abcdef");

  final Path folder;
  final SendQueue queue = new SendQueue();
  final Recorded recorded = new Recorded();
  private final ClientTrust trust;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  Sender(Path folder, ClientTrust trust) {
    this.folder = folder;
    this.trust = trust;
  }

  static LoginDetails login() {
    return login(CodeSource.NONE, TicketFile.inMemory());
  }

  static LoginDetails login(CodeSource codes, TicketFile ticket) {
    Secret password = new Secret("password".getBytes(StandardCharsets.UTF_8));
    return new LoginDetails("user", password, codes, ticket, ID, "device");
  }

  static Uplink.Route route(ScriptedServer server, ClientTrust trust) {
    return route(server, trust, login());
  }

  static Uplink.Route route(ScriptedServer server, ClientTrust trust, LoginDetails login) {
    ServerAddress address = new ServerAddress("127.0.0.1", server.port());
    return new Uplink.Route(new TlsConnector(address, InterfaceGate.any(), trust), login);
  }

  static ServerLink open(ScriptedServer server, ClientTrust trust) throws IOException {
    Uplink.Route route = route(server, trust);
    return ServerLink.open(route.connector(), route.login(), Frame.Backlog.NONE);
  }

  /** Random bytes, the same for the same name. */
  byte[] content(String name, int size) {
    byte[] bytes = new byte[size];
    new Random(name.hashCode()).nextBytes(bytes);
    return bytes;
  }

  /** Makes a file and puts it into the queue. */
  byte[] add(String name, int size) throws IOException {
    byte[] content = content(name, size);
    Files.write(folder.resolve(name), content);
    queue.add(new PlainContent(settled(name), changed -> List.of()));
    return content;
  }

  /** Makes a file of many zeros that takes no room on the disk, and puts it into the queue. */
  void addLarge(String name, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(size);
    }
    queue.add(new PlainContent(settled(name), changed -> List.of()));
  }

  SettledFile settled(String name) throws IOException {
    return new SettledFile(folder, new UploadName(name), FileIdentity.read(folder.resolve(name)));
  }

  /** The SHA-256 of each chunk. */
  static List<byte[]> chunks(byte[] content) {
    ChunkPlan plan = ChunkPlan.forSize(content.length);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < plan.count(); i++) {
      byte[] chunk = Arrays.copyOfRange(content, (int) plan.start(i), (int) plan.end(i));
      chunks.add(ContentDigest.newSha256().digest(chunk));
    }
    return chunks;
  }

  static ContentDigest digest(byte[] content) {
    return ContentDigest.ofChunks(chunks(content));
  }

  /** Logs in and sends what is in the queue, beside the caller. */
  Future<?> start(ScriptedServer server) {
    return thread.submit(
        () -> {
          try (ServerLink link = open(server, trust)) {
            new Transfer(link, queue, recorded).run();
          }
          return null;
        });
  }

  /** The names in the queue, in their order. */
  List<String> queued() {
    return queue.files().stream().map(file -> file.name().value()).toList();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
