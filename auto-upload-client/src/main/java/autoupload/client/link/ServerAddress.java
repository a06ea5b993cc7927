package autoupload.client.link;

/**
 * Address of the server.
 *
 * @param host a DNS name or an IP address, which is also the name its certificate must carry
 * @param port 1 to 65,535
 */
public record ServerAddress(String host, int port) {
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
