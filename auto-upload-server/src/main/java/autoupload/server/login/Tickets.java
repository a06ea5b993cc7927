package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.server.storage.StateLog;
import autoupload.server.storage.StateStore;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent table of the tickets given out. Only their hashes are kept, in memory and in a file,
 * so that a restart costs no device a new code; a power cut may cost the latest ones. A ticket is
 * good for one account and device, until it expires or the account's password or seed is another.
 * Bounded: an account that has too many loses its oldest. Safe for use by many threads.
 */
final class Tickets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tickets.class);

  /** How long a ticket is good for. */
  static final Duration LIFE = Duration.ofHours(12);

  /** With less than this left, whoever logs in with a ticket gets a new one. */
  private static final Duration RENEWED = LIFE.dividedBy(2);

  static final int MAX_PER_ACCOUNT = 1024;
  private static final int MAX = 65_536;

  /** The log is written anew when it has this many lines more than it needs. */
  private static final int SPARE_LINES = 1024;

  /**
   * Record of a ticket.
   *
   * @param mark tells whether the account is as it was
   */
  private record Given(Instant expires, String mark, String client) {
    /** A clock that was set back makes no ticket live longer than its time. */
    boolean isGood(Instant now) {
      return now.isBefore(expires) && !expires.isAfter(now.plus(LIFE));
    }
  }

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();

  /** By account, then by hash, the oldest first. */
  private final Map<String, Map<String, Given>> accounts = new HashMap<>();

  private final StateLog log;
  private int count;

  private Tickets(StateStore store, String name, Clock clock) throws IOException {
    this.clock = clock;
    this.log = store.open(name, this::load);
  }

  static Tickets open(StateStore store, String name, Clock clock) throws IOException {
    return new Tickets(store, name, clock);
  }

  private void load(String line) {
    String[] parts = line.split(" ", 5);
    try {
      if (parts.length == 5) {
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[0]));
        add(parts[4], parts[3], new Given(expires, parts[1], parts[2]));
      }
    } catch (NumberFormatException | DateTimeException e) {
      LOG.atWarn().log("a line of the tickets makes no sense and is passed over");
    }
  }

  private static String line(String user, String hash, Given given) {
    return given.expires().getEpochSecond()
        + (" " + given.mark() + " " + given.client() + " " + hash + " " + user);
  }

  /** A new ticket for a device that logged in. */
  Ticket issue(Account account, ClientId client) {
    byte[] secret = new byte[WireLimits.TICKET];
    random.nextBytes(secret);
    Instant expires = Instant.ofEpochSecond(clock.instant().plus(LIFE).getEpochSecond());
    Given given = new Given(expires, mark(account), client.hex());
    String user = account.user().value();
    lock.lock();
    try {
      keepLatestOf(user, client);
      add(user, hash(secret), given);
      write(line(user, hash(secret), given));
    } finally {
      lock.unlock();
    }
    return new Ticket(new Secret(secret), LIFE);
  }

  /** Whether the ticket is good for this account and device. */
  boolean isGood(Account account, ClientId client, Secret ticket) {
    return find(account, client, ticket).isPresent();
  }

  /** Whether a good ticket comes so close to its end that the device should get another one. */
  boolean isDue(Account account, ClientId client, Secret ticket) {
    Instant soon = clock.instant().plus(RENEWED);
    return find(account, client, ticket)
        .filter(given -> given.expires().isBefore(soon))
        .isPresent();
  }

  private Optional<Given> find(Account account, ClientId client, Secret ticket) {
    Instant now = clock.instant();
    lock.lock();
    try {
      return Optional.ofNullable(accounts.get(account.user().value()))
          .map(given -> given.get(hash(ticket.bytes())))
          .filter(given -> given.isGood(now))
          .filter(given -> given.mark().equals(mark(account)))
          .filter(given -> given.client().equals(client.hex()));
    } finally {
      lock.unlock();
    }
  }

  /** The one before the new one stays good: the new one may get lost on its way. */
  private void keepLatestOf(String user, ClientId client) {
    List<String> hashes = new ArrayList<>();
    accounts
        .getOrDefault(user, Map.of())
        .forEach(
            (hash, given) -> {
              if (given.client().equals(client.hex())) {
                hashes.add(hash);
              }
            });
    for (String hash : hashes.subList(0, Math.max(0, hashes.size() - 1))) {
      accounts.get(user).remove(hash);
      count--;
    }
  }

  private void add(String user, String hash, Given given) {
    Instant now = clock.instant();
    if (!given.isGood(now)) {
      return;
    }
    Map<String, Given> of = accounts.computeIfAbsent(user, name -> new LinkedHashMap<>());
    if (of.put(hash, given) == null) {
      count++;
    }
    if (of.size() > MAX_PER_ACCOUNT) {
      removeOldest(of);
    }
    if (count > MAX) {
      removeOldest(
          accounts.values().stream().max(Comparator.comparingInt(Map::size)).orElseThrow());
    }
  }

  private void removeOldest(Map<String, Given> of) {
    Iterator<String> hashes = of.keySet().iterator();
    hashes.next();
    hashes.remove();
    count--;
  }

  /** A ticket that is not in the store costs a device a code after a restart, and no more. */
  private void write(String line) {
    try {
      if (log.size() >= 2 * count + SPARE_LINES) {
        removeExpired();
        log.replace(lines());
      } else {
        log.append(line);
      }
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("a ticket cannot be remembered beyond a restart")
          .addKeyValue("cause", e)
          .log();
    }
  }

  private void removeExpired() {
    Instant now = clock.instant();
    accounts.values().forEach(of -> of.values().removeIf(given -> !given.isGood(now)));
    accounts.values().removeIf(Map::isEmpty);
    count = accounts.values().stream().mapToInt(Map::size).sum();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    accounts.forEach((user, of) -> of.forEach((hash, given) -> lines.add(line(user, hash, given))));
    return lines;
  }

  private static String hash(byte[] ticket) {
    return HexFormat.of().formatHex(ContentDigest.newSha256().digest(ticket));
  }

  /** Another password hash or seed gives another mark; the quota does not matter. */
  private static String mark(Account account) {
    String secrets = account.totpSeed().orElse("") + "#" + account.hash();
    byte[] bytes = secrets.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(ContentDigest.newSha256().digest(bytes), 0, 16);
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      log.close();
    } finally {
      lock.unlock();
    }
  }
}
