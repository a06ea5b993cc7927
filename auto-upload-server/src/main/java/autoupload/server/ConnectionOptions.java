package autoupload.server;

import autoupload.cli.ByteSize;
import autoupload.cli.TimeSpan;
import autoupload.operator.OperatorError;
import autoupload.server.net.AcceptLimits;
import autoupload.server.net.BeforeLogin;
import autoupload.server.net.ConnectionLimits;
import autoupload.server.net.FloorRate;
import autoupload.server.net.StopTimes;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Command-line options for connections: the limits on their number, and on each before its login.
 */
final class ConnectionOptions {
  private static final Duration LEAST_TIME = Duration.ofSeconds(1);

  /** Three times what a client sends, with the longest name and password there may be. */
  private static final ByteSize LEAST_BYTES = ByteSize.parse("32K");

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "12000",
      description =
          "Connections at a time; one more takes the slot of the slowest below 1 KiB/s, or waits. "
              + "Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--max-connections-per-user",
      paramLabel = "N",
      description =
          "Of them logged in as one user; more are refused, and clients try again. "
              + "Default: five sixths of them.")
  private Optional<Integer> connectionsPerUser = Optional.empty();

  @Option(
      names = "--max-pending",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Of all connections not logged in yet; more are closed, and clients try again. "
              + "Default: ${DEFAULT-VALUE}.")
  private int pending;

  @Option(
      names = "--max-pending-per-address",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Of these from one address, or one IPv6 network of 64 bits. Default: ${DEFAULT-VALUE}.")
  private int pendingPerAddress;

  @Option(
      names = "--max-pending-bytes",
      paramLabel = "SIZE",
      defaultValue = "64K",
      converter = ByteSize.Converter.class,
      description = "What each of these may send before it is closed. Default: ${DEFAULT-VALUE}.")
  private ByteSize pendingBytes;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = TimeSpan.class,
      description = "How long each has for the TLS handshake. Default: ${DEFAULT-VALUE}.")
  private Duration handshake;

  @Option(
      names = "--login-timeout",
      paramLabel = "TIME",
      defaultValue = "20s",
      converter = TimeSpan.class,
      description = "How long for handshake and login together. Default: ${DEFAULT-VALUE}.")
  private Duration login;

  /**
   * What was asked for.
   *
   * @throws OperatorError if nobody could connect with it
   */
  AcceptLimits limits() {
    check("--max-connections", connections);
    int perUser = connectionsPerUser.orElse((int) Math.max(1, connections * 5L / 6));
    check("--max-connections-per-user", perUser);
    check("--max-pending", pending);
    check("--max-pending-per-address", pendingPerAddress);
    check("--handshake-timeout", handshake);
    check("--login-timeout", login);
    if (pendingBytes.bytes() < LEAST_BYTES.bytes()) {
      throw OperatorError.usage("--max-pending-bytes must be " + LEAST_BYTES + " or more");
    }
    return new AcceptLimits(
        new ConnectionLimits(connections, perUser, pending, pendingPerAddress),
        new BeforeLogin(handshake, login, pendingBytes.bytes()),
        StopTimes.DEFAULT,
        FloorRate.DEFAULT);
  }

  private static void check(String option, Duration time) {
    if (time.compareTo(LEAST_TIME) < 0) {
      throw OperatorError.usage(option + " must be one second or more");
    }
  }

  private static void check(String option, int number) {
    if (number < 1) {
      throw OperatorError.usage(option + " takes a number, 1 or more");
    }
  }
}
