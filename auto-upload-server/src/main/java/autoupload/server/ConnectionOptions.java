package autoupload.server;

import autoupload.cli.OperatorError;
import autoupload.server.accept.ConnectionLimits;
import picocli.CommandLine.Option;

/** How many connections there may be. */
final class ConnectionOptions {
  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "12000",
      description = "Connections at a time; more have to wait. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--max-pending",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Of them not logged in yet; more are closed, and clients try again. "
              + "Default: ${DEFAULT-VALUE}.")
  private int pending;

  @Option(
      names = "--max-pending-per-address",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Of these from one address, or one IPv6 network of 64 bits. Default: ${DEFAULT-VALUE}.")
  private int pendingPerAddress;

  ConnectionLimits limits() {
    check("--max-connections", connections);
    check("--max-pending", pending);
    check("--max-pending-per-address", pendingPerAddress);
    return new ConnectionLimits(connections, pending, pendingPerAddress);
  }

  private static void check(String option, int number) {
    if (number < 1) {
      throw OperatorError.usage(option + " takes a number, 1 or more");
    }
  }
}
