package autoupload.client.login;

import autoupload.files.FileExposure;
import autoupload.files.SmallFile;
import autoupload.operator.OperatorError;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Login ticket that stands in for password and code at the next login, kept in a file across runs.
 * A ticket that is lost costs a login with password and code, so trouble with the file is passed
 * over.
 */
public final class TicketFile {
  private record StoredTicket(Secret secret, Instant expires) {}

  private final Optional<Path> file;
  private Optional<StoredTicket> ticket;

  private TicketFile(Optional<Path> file) {
    this.file = file;
    this.ticket = file.flatMap(TicketFile::read);
  }

  /**
   * Kept in {@code file}, which only its owner may read; as long as this object where the file
   * system, such as FAT, has no files that only their owner may read. One that lies there goes.
   *
   * @throws OperatorError if others may although that could be had: they could log in with it
   */
  public static TicketFile in(Path file) {
    if (!FileExposure.canBeForOwnerOnly(file.toAbsolutePath().getParent())) {
      TicketFile ticket = inMemory();
      SmallFile.discard(file);
      return ticket;
    }
    refuseExposed(file);
    return new TicketFile(Optional.of(file));
  }

  /** Whether the next run can log in with it too. */
  public boolean outlivesThisRun() {
    return file.isPresent();
  }

  private static void refuseExposed(Path file) {
    try {
      FileExposure.requireForOwnerOnly(
          file,
          "with which one logs in: remove it, and the client logs in with its password again; if"
              + " somebody may have read it, change that password, which voids it");
    } catch (IOException e) {
      // There is none, or it cannot be read either.
    }
  }

  /** Kept as long as this object. */
  public static TicketFile inMemory() {
    return new TicketFile(Optional.empty());
  }

  private static Optional<StoredTicket> read(Path file) {
    try {
      String[] parts = Files.readString(file).strip().split(" ", 2);
      if (parts.length != 2) {
        return Optional.empty();
      }
      Secret secret = new Secret(HexFormat.of().parseHex(parts[0]));
      Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[1]));
      return secret.bytes().length == WireLimits.TICKET
          ? Optional.of(new StoredTicket(secret, expires))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether there is one, which may have expired. */
  public boolean isPresent() {
    return ticket.isPresent();
  }

  /** The ticket if it has not expired by the server's clock; a copy, for the caller to wipe. */
  Optional<Secret> goodAt(Instant serverTime) {
    return ticket
        .filter(kept -> serverTime.isBefore(kept.expires()))
        .map(kept -> new Secret(kept.secret().bytes().clone()));
  }

  /**
   * Keeps another one.
   *
   * @param expires by the server's clock
   */
  public void keep(Secret secret, Instant expires) {
    ticket = Optional.of(new StoredTicket(secret, expires));
    file.ifPresent(path -> write(path, secret, expires));
  }

  /** The server does not take it. */
  public void drop() {
    ticket = Optional.empty();
    file.ifPresent(SmallFile::discard);
  }

  private static void write(Path path, Secret secret, Instant expires) {
    String line = HexFormat.of().formatHex(secret.bytes()) + " " + expires.getEpochSecond() + "\n";
    try {
      SmallFile.replace(path, line);
    } catch (IOException e) {
      // The next run logs in with password and code.
    }
  }
}
