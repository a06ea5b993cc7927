package autoupload.tests.load;

import autoupload.client.content.PlainContent;
import autoupload.client.journal.Confirmation;
import autoupload.client.link.Connector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.SeedCodes;
import autoupload.client.login.TicketFile;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.client.send.SendQueue;
import autoupload.client.send.StopSignal;
import autoupload.client.send.TransferListener;
import autoupload.client.send.Uplink;
import autoupload.credentials.Totp;
import autoupload.files.SmallFile;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.wire.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Simulated device that uploads one file with the code of the client: its login, its backoff, its
 * resume. In the middle of its file it stops once, until it is told to go on.
 */
final class FleetDevice {
  /** As {@code --retry-for} has it. */
  private static final Duration RETRY_FOR = Duration.ofMinutes(10);

  /**
   * Shared state of all devices of a run.
   *
   * @param entrance has a permit for each device that may try to log in for the first time now
   */
  record Run(Meeting meeting, Semaphore entrance, AtomicInteger toldToWait) {}

  private final Run run;
  private final Fleet.Member account;
  private final Connector connector;
  private final ClientId client;
  private final Path ticket;
  private final Path folder;
  private final String name;
  private boolean met;
  private volatile long lastLogin;
  private volatile String outcome = "nothing";

  FleetDevice(
      Run run,
      Fleet.Member account,
      Connector connector,
      ClientId client,
      Path ticket,
      Path folder,
      String name) {
    this.run = run;
    this.account = account;
    this.connector = connector;
    this.client = client;
    this.ticket = ticket;
    this.folder = folder;
    this.name = name;
  }

  /** Until the file is confirmed, or the client gives up. */
  void upload() {
    try {
      UploadName uploadName = new UploadName(name);
      SettledFile file =
          new SettledFile(folder, uploadName, FileIdentity.read(folder.resolve(name)));
      SendQueue queue = new SendQueue();
      queue.add(new PlainContent(file, changed -> List.of()));
      Uplink.Route route = new Uplink.Route(connector, login());
      try (Uplink uplink =
          new Uplink(
              route,
              queue,
              new Listener(),
              store -> loggedIn(),
              trouble -> run.toldToWait().incrementAndGet(),
              wait -> run.toldToWait().incrementAndGet(),
              RETRY_FOR,
              new StopSignal())) {
        uplink.send();
        queue.condition().ifPresent(condition -> outcome = "put off: " + condition.getMessage());
      }
    } catch (OperatorError | IOException e) {
      outcome = e.getMessage();
    } finally {
      if (lastLogin == 0) {
        run.entrance().release();
      }
      if (!met) { // whatever became of it, the others must not wait for it
        run.meeting().arrive();
      }
    }
  }

  private void loggedIn() {
    if (lastLogin == 0) {
      run.entrance().release();
    }
    lastLogin = System.nanoTime();
  }

  private LoginDetails login() {
    CodeSource codes =
        account
            .seed()
            .<CodeSource>map(seed -> new SeedCodes(Totp.ofSeed(seed.toCharArray())))
            .orElse(CodeSource.NONE);
    Secret password = new Secret(Fleet.PASSWORD.getBytes(StandardCharsets.UTF_8));
    return new LoginDetails(account.user(), password, codes, TicketFile.in(ticket), client, name);
  }

  ClientId client() {
    return client;
  }

  Fleet.Member account() {
    return account;
  }

  /** As if an earlier login had left it. */
  void keepTicket(String kept) throws IOException {
    SmallFile.replace(ticket, kept); // for its owner only, as the client demands
  }

  /** "confirmed", or why not. */
  String outcome() {
    return outcome;
  }

  /** When it was let in last, of nanoTime. */
  long lastLogin() {
    return lastLogin;
  }

  private final class Listener implements TransferListener {
    @Override
    public void confirmed(Confirmation confirmation, boolean wasThere) {
      outcome = "confirmed";
    }

    @Override
    public void deferred(SettledFile file, String reason) {
      outcome = "deferred: " + reason;
    }

    @Override
    public void failed(SettledFile file, String reason) {
      outcome = "failed: " + reason;
    }

    @Override
    public void refused(SettledFile file, String reason) {
      outcome = reason;
    }

    @Override
    public void chunkRead(SettledFile file, Instant changed, int index, ContentDigest digest) {
      // it remembers nothing
    }

    /** Between BEGIN and END, on the thread that sends. */
    @Override
    public void progressed(SettledFile file, long bytes, boolean sent) {
      if (!met) {
        met = true;
        run.meeting().arriveAndWait();
      }
    }
  }
}
