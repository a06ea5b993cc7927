package autoupload.client;

import autoupload.client.link.ServerAddress;
import autoupload.operator.OperatorError;
import autoupload.tls.ClientTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the server's address, and for the proof that it is the right one. */
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
    refuseMoreThanAName();
    return new ServerAddress(server, port);
  }

  /** What nobody could resolve would look as if the network were down. */
  private void refuseMoreThanAName() {
    if (server.contains("/") || server.contains("@")) {
      throw OperatorError.usage(
          "-s takes the bare name of the server, such as files.example.org, and no URL");
    }
    if (server.chars().anyMatch(Character::isWhitespace)) {
      throw OperatorError.usage("-s: there is a blank in the server's name, leave it out");
    }
    boolean isIpv6 = server.indexOf(':') != server.lastIndexOf(':') && !server.contains("]:");
    if (server.contains(":") && !isIpv6) {
      throw OperatorError.usage(
          "-s takes the bare name of the server: give its port with --port, such as --port "
              + (server.matches(".*:\\d+") ? server.replaceAll(".*:", "") : "443"));
    }
  }

  /** What proves it: a pin before anything else. */
  ClientTrust trust() {
    if (!pins.isEmpty()) {
      return ClientTrust.pins(pins);
    }
    return authorities.map(ClientTrust::authorities).orElseGet(ClientTrust::javaRoots);
  }
}
