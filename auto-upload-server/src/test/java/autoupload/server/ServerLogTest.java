package autoupload.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.credentials.Totp;
import autoupload.server.log.EventEncoder;
import autoupload.server.log.LogFormat;
import autoupload.server.log.LoggedLine;
import autoupload.server.log.RepeatFilter;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.tls.ClientTrust;
import autoupload.tls.ServerNotProven;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.Secret;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** The log of a real server at its most talkative: everything that matters, and no secret. */
@Isolated // other tests' servers in this JVM would write to the same log
class ServerLogTest {
  private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String GUESS = "7a41-guessed-pässwörd";

  private final Logger log = (Logger) LoggerFactory.getLogger("autoupload");
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @TempDir private Path dir;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    EventEncoder encoder = new EventEncoder();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    RepeatFilter repeats = new RepeatFilter();
    repeats.start();
    appender.addFilter(repeats);
    appender.start();
    root.addAppender(appender); // where --log-format looks for it
    log.addAppender(appender);
    log.setAdditive(false);
    log.setLevel(Level.TRACE);
    server = TestServer.start(dir, "alice");
  }

  @AfterEach
  void stop() {
    server.close();
    LogFormat.TEXT.use();
    root.detachAppender(appender);
    log.detachAppender(appender);
    log.setAdditive(true);
    log.setLevel(null);
  }

  private String said() {
    return written.toString(UTF_8);
  }

  private List<Map<String, String>> events(String event) {
    return said()
        .lines()
        .filter(line -> !line.startsWith("\t"))
        .map(line -> line.startsWith("{") ? LoggedLine.ofJson(line) : LoggedLine.ofText(line))
        .filter(line -> line.get("event").equals(event))
        .toList();
  }

  private Map<String, String> awaitEvent(String event) {
    await().atMost(LONG).until(() -> !events(event).isEmpty());
    return events(event).get(0);
  }

  private static Frame greet(RawClient client, ClientId device, Frame.Login login)
      throws IOException {
    client.send(RawClient.hello(device));
    client.next(Frame.Welcome.class);
    client.send(login);
    return client.next();
  }

  private static Frame.Login withCode(String password, String code) {
    Secret secret = new Secret(password.getBytes(UTF_8));
    return new Frame.Login("seeded", secret, code, Secret.NONE);
  }

  @Test
  void aLifeFromLoginToTheEndIsTold() throws IOException {
    String name = "drive\u202e 1.mp4";
    Content content = Content.of(1, 70_000);
    try (RawClient client = server.login("alice")) {
      client.upload(1, name, content);
    }
    Map<String, String> end = awaitEvent("disconnected");

    assertThat(events("login")).singleElement().asString().contains("user=alice", "device=test");
    assertThat(events("stored"))
        .singleElement()
        .satisfies(
            stored -> {
              assertThat(stored)
                  .containsEntry("user", "alice")
                  .containsEntry("size", "70000")
                  .containsEntry("received", "70000")
                  .containsEntry("digest", content.digest().toString())
                  .containsEntry("name", name);
              assertThat(Long.parseLong(stored.get("duration_ms"))).isNotNegative();
              assertThat(Long.parseLong(stored.get("rate_bytes_per_s"))).isPositive();
            });
    assertThat(end).containsEntry("user", "alice").containsKeys("peer", "duration_ms", "cause");
  }

  @Test
  void theSameIsSaidInJson() throws IOException {
    int before = said().length();
    LogFormat.JSON.use();
    try (RawClient client = server.login("alice")) {
      client.upload(1, "a \"b\".mp4", Content.of(1, 10));
    }
    awaitEvent("disconnected");

    assertThat(said().substring(before).lines()).allMatch(line -> line.startsWith("{"));
    assertThat(events("stored").get(0))
        .containsEntry("name", "a \"b\".mp4")
        .containsEntry("size", "10");
  }

  @Test
  void noSecretIsEverInIt() throws IOException {
    Totp totp = Totp.ofSeed(SEED.toCharArray());
    String code = totp.code(Totp.stepAt(Instant.now()));
    server
        .credentials()
        .setPasswords("seeded#" + SEED + "#" + Credentials.HASH + "\nbroken#" + GUESS + "\n");
    server.refresh();
    awaitEvent("a line of the password file is disabled");
    ClientId device = ClientId.random();
    Secret ticket;
    try (RawClient client = server.connect()) {
      Frame answer = greet(client, device, withCode(Credentials.PASSWORD, code));
      ticket = ((Frame.Accepted) answer).ticket();
    }
    for (Frame.Login login :
        List.of(
            withCode(Credentials.PASSWORD, code),
            withCode(GUESS, code),
            new Frame.Login("seeded", Secret.NONE, "", new Secret(ticket.bytes().clone())),
            new Frame.Login("nobody", Secret.NONE, "", new Secret(ticket.bytes().clone())),
            new Frame.Login("nobody", RawClient.login("", GUESS).password(), code, Secret.NONE))) {
      try (RawClient client = server.connect()) {
        greet(client, device, login);
      }
    }
    try (RawClient client = server.connect()) { // a breach that carries one
      client.send(RawClient.hello(device));
      client.send(withCode(GUESS, code), withCode(GUESS, code));
    }
    await().atMost(LONG).until(() -> events("login refused").size() >= 4);

    String key = Files.readString(server.credentials().key()).lines().skip(1).findFirst().get();
    assertThat(events("login")).hasSize(2);
    assertThat(said())
        .doesNotContain(SEED, GUESS, Credentials.HASH, key, " " + code, "\"" + code, "=" + code)
        .doesNotContain(HexFormat.of().formatHex(ticket.bytes()))
        .doesNotContain(Base64.getEncoder().encodeToString(ticket.bytes()))
        .doesNotContain("=" + Credentials.PASSWORD);
  }

  private List<Map<String, String>> refusals(String cause) {
    return events("login refused").stream()
        .filter(line -> line.get("cause").equals(cause))
        .toList();
  }

  /** Says what need not be guessed and comes again at once, so often that it would fill a log. */
  private void repeat(Supplier<Frame.Login> login) throws IOException {
    for (int i = 0; i < 5; i++) {
      try (RawClient client = server.connect()) {
        assertThat(greet(client, ClientId.random(), login.get())).isInstanceOf(Frame.Denied.class);
      }
    }
  }

  @Test
  void whatStrangersCanRepeatAtWillIsSaidOnceAndALongNameOfTheirsIsCut() throws IOException {
    String name = "\ud83d\udcf7".repeat(256); // 1,024 bytes on the wire
    repeat(() -> new Frame.Login(name, Secret.NONE, "", new Secret(new byte[32])));
    repeat(() -> RawClient.login("alice", GUESS));

    String shown = "\ud83d\udcf7".repeat(100) + "\u2026";
    assertThat(refusals("ticket_void"))
        .singleElement()
        .satisfies(line -> assertThat(line).containsEntry("user", shown));
    assertThat(refusals("wrong_password")).hasSize(1);
    assertThat(refusals("tried_before")).hasSize(1);
  }

  @Test
  void eachGuessIsTold() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (RawClient client = server.connect()) {
        greet(client, ClientId.random(), RawClient.login("n".repeat(300), GUESS + i));
      }
    }

    assertThat(refusals("unknown_user"))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).containsEntry("user", "n".repeat(100) + "\u2026"));
  }

  /** As fast as it goes; more than an hour of which would fill the disk. */
  @Test
  void whatADeviceCanRepeatAtWillIsSaidOnceButEachStoredFile() throws IOException {
    Content content = Content.of(1, 10);
    try (RawClient client = server.login("alice")) {
      for (int id = 1; id <= 20; id++) {
        client.upload(id, "clip" + id, content);
      }
      for (int id = 21; id <= 120; id++) {
        client.send(RawClient.offer(id, "clip1/below" + id, 5));
        assertThat(client.next()).isInstanceOf(Frame.Refused.class);
      }
      for (int id = 121; id <= 220; id++) {
        client.send(RawClient.offer(id, "clip1", content.size()));
        client.next(Frame.Prove.class);
        client.send(new Frame.Proof(id, content.digest()));
        client.next(Frame.Receipt.class);
      }
    }
    awaitEvent("disconnected");

    assertThat(events("stored")).hasSize(20);
    assertThat(events("refused")).singleElement().asString().contains("NAME_CONFLICT");
    assertThat(events("already stored")).hasSize(1);
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(server.address());
    return socket;
  }

  /** Shakes hands with Java's own TLS, which knows nothing of our certificate. */
  private void shake(String version, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (Socket socket = socket();
        SSLSocket tls =
            (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", 1, true)) {
      tls.setEnabledProtocols(new String[] {version});
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      assertThat(tls.getInputStream().read()).isNegative();
    } catch (IOException e) {
      // refused
    }
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void aRefusedHandshakeLeavesOneLineForEachReason() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Socket socket = socket()) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        socket.getInputStream().read();
      } catch (IOException e) {
        // reset
      }
      shake("TLSv1.2", "auto-upload/1");
      shake("TLSv1.3");
      shake("TLSv1.3", "http/1.1");
    }
    try (RawClient client = RawClient.connect(server.address(), strangersTrust())) {
      throw new AssertionError("it trusts " + client.next());
    } catch (ServerNotProven e) {
      // the right certificate is another
    }

    await().atMost(LONG).until(() -> events("handshake refused").size() >= 4);
    server.login("alice").cut(); // by then all others were told of too
    assertThat(events("handshake refused"))
        .extracting(line -> line.get("cause"))
        .containsExactlyInAnyOrder("not_tls", "old_tls", "other_protocol", "refused_by_client");
  }

  private ClientTrust strangersTrust() throws IOException {
    return Credentials.make(Files.createDirectory(dir.resolve("stranger"))).trust();
  }
}
