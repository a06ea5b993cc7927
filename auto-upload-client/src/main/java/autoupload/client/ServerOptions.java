package autoupload.client;

import autoupload.cli.OperatorError;
import autoupload.client.send.ServerAddress;
import autoupload.tls.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the server is, and how it proves that it is the right one. */
final class ServerOptions {
  @Option(
      names = {"-s", "--servername"},
      required = true,
      paramLabel = "HOST",
      description = "The server's name or address, as its certificate has it.")
  private String server;

  @Option(
      names = "--port",
      defaultValue = "443",
      paramLabel = "PORT",
      description = "The server's TCP port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificate authorities in this PEM file, and no others.")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--pin",
      paramLabel = "PIN",
      description =
          "Trust the server with this public key, whatever its certificate's name, dates and issuer: "
              + "sha256//BASE64, as curl has it. May be given several times; --ca counts no more then.")
  private List<String> pins = List.of();

  /** Where the server is. */
  ServerAddress address() {
    if (port < 1 || port > 65_535) {
      throw OperatorError.usage("--port must be between 1 and 65535");
    }
    if (server.isBlank()) { // an empty name would be this machine's
      throw OperatorError.usage("-s is empty: give the server's name or address");
    }
    return new ServerAddress(server, port);
  }

  /** What proves it: a pin before anything else. */
  ClientTrust trust() {
    if (!pins.isEmpty()) {
      return ClientTrust.pins(pins);
    }
    return authorities.map(ClientTrust::authorities).orElseGet(ClientTrust::javaRoots);
  }
}
