package autoupload.tests.bench;

import autoupload.client.content.PlainContent;
import autoupload.client.journal.Confirmation;
import autoupload.client.link.ServerAddress;
import autoupload.client.link.TlsConnector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.client.send.SendQueue;
import autoupload.client.send.StopSignal;
import autoupload.client.send.TransferListener;
import autoupload.client.send.Uplink;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.wire.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Load generator: many devices in one JVM, which log in and then, all at the same moment, upload a
 * file each with the client's own code. Prints the seconds from that moment to the last receipt.
 * {@code bench/run crowd} compiles this very file against the client's jar.
 */
final class Crowd {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path folder;
  private final TlsConnector connector;
  private final Secret password;
  private final CountDownLatch loggedIn;
  private final CountDownLatch go = new CountDownLatch(1);

  private Crowd(Path folder, TlsConnector connector, Secret password, int devices) {
    this.folder = folder;
    this.connector = connector;
    this.password = password;
    this.loggedIn = new CountDownLatch(devices);
  }

  /** PORT AUTHORITIES PASSWORD-FILE FOLDER DEVICES; the folder has upload-0.bin and so on. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    TlsConnector connector =
        new TlsConnector(
            new ServerAddress("localhost", Integer.parseInt(args[0])),
            InterfaceGate.parse("n"),
            ClientTrust.authorities(Path.of(args[1])));
    char[] password = Files.readString(Path.of(args[2])).strip().toCharArray();
    int devices = Integer.parseInt(args[4]);
    Crowd crowd = new Crowd(Path.of(args[3]), connector, Secret.ofText(password), devices);
    System.out.println(crowd.run(devices).toNanos() / 1e9);
  }

  private Duration run(int devices) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(devices);
    try {
      List<Future<?>> uploads = new ArrayList<>();
      for (int device = 0; device < devices; device++) {
        String name = "upload-" + device + ".bin";
        uploads.add(threads.submit(() -> upload(name)));
      }
      loggedIn.await();
      long start = System.nanoTime();
      go.countDown();
      for (Future<?> upload : uploads) {
        upload.get();
      }
      return Duration.ofNanos(System.nanoTime() - start);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void upload(String name) throws IOException {
    SettledFile file =
        new SettledFile(folder, new UploadName(name), FileIdentity.read(folder.resolve(name)));
    SendQueue queue = new SendQueue();
    queue.add(new PlainContent(file, changed -> List.of()));
    LoginDetails login =
        new LoginDetails(
            "bench",
            password,
            CodeSource.NONE,
            TicketFile.inMemory(),
            ClientId.random(),
            "device of " + name);
    try (Uplink uplink =
        new Uplink(
            new Uplink.Route(connector, login),
            queue,
            new Strict(),
            store -> awaitOthers(),
            trouble -> System.err.println(name + ": " + trouble),
            wait -> {},
            PATIENCE,
            new StopSignal())) {
      uplink.send();
    }
    return null;
  }

  private void awaitOthers() {
    loggedIn.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listener for which anything but a confirmation is the end of the measurement. */
  private static final class Strict implements TransferListener {
    @Override
    public void confirmed(Confirmation confirmation, boolean wasThere) {}

    @Override
    public void deferred(SettledFile file, String reason) {
      throw new IllegalStateException(file.name() + ": " + reason);
    }

    @Override
    public void failed(SettledFile file, String reason) {
      throw new IllegalStateException(file.name() + ": " + reason);
    }

    @Override
    public void refused(SettledFile file, String reason) {
      throw new IllegalStateException(file.name() + ": " + reason);
    }

    @Override
    public void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest) {}

    @Override
    public void progressed(SettledFile file, long bytes, boolean sent) {}
  }
}
