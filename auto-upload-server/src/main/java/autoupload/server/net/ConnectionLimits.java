package autoupload.server.net;

/**
 * Limits on the number of connections of a server.
 *
 * @param connections at most, logged in or not; one more waits for a slot, others in the kernel's
 *     queue
 * @param perUser of them logged in as one user; further logins are refused until one ends
 * @param pending of them not logged in yet; more are closed
 * @param pendingPerAddress not logged in and from one address (IPv6: from one network of 64 bits)
 */
public record ConnectionLimits(int connections, int perUser, int pending, int pendingPerAddress) {
  /** Unless told otherwise. */
  public static final ConnectionLimits DEFAULT = new ConnectionLimits(12_000, 10_000, 100, 10);
}
