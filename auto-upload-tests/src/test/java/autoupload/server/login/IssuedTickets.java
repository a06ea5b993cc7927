package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Ticket issuer in place of a server that does not run, as if the devices had logged in. */
public final class IssuedTickets implements AutoCloseable {
  private final LoginMemory memory;

  private IssuedTickets(LoginMemory memory) {
    this.memory = memory;
  }

  /** Of the server that keeps its memory in {@code folder}. */
  public static IssuedTickets in(Path folder) {
    return new IssuedTickets(LoginMemory.open(new LocalStateStore(folder), Clock.systemUTC()));
  }

  /** A ticket as the client keeps it in a file. */
  public String issue(String user, Optional<String> seed, String hash, ClientId client) {
    Account account = new Account(new UserName(user), seed, hash, Map.of());
    Ticket ticket = memory.tickets().issue(account, client);
    long expires = Instant.now().plus(ticket.life()).getEpochSecond();
    return HexFormat.of().formatHex(ticket.secret().bytes()) + " " + expires + "\n";
  }

  @Override
  public void close() {
    memory.close();
  }
}
