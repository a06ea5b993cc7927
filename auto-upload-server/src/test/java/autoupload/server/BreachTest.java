package autoupload.server;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.wire.Frame;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol errors: a client that breaks a rule gets one ERROR, and nobody else notices. */
class BreachTest {
  private static final Content SMALL = Content.of(1, 1000);

  @TempDir private static Path dir;
  private static TestServer server;
  private static int bystanders;

  /** Client script whose last step is wrong. */
  @FunctionalInterface
  interface Script {
    void play(RawClient client) throws IOException;
  }

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(dir, "rogue", "bystander");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"beforeLogin", "offers", "uploads", "frames"})
  void aBreachGetsOneErrorThatTheClientCanReadAndHarmsNobodyElse(
      String name, boolean loggedIn, Script script) throws IOException {
    try (RawClient bystander = server.login("bystander");
        RawClient rogue = loggedIn ? server.login("rogue") : server.connect()) {
      bystander.send(offer(1, "file" + ++bystanders, SMALL.size()));
      Frame.Send asked = bystander.next(Frame.Send.class);
      bystander.send(new Frame.Begin(1, 0));

      assertThat(framesAfter(script, rogue))
          .as("what came after the breach")
          .singleElement()
          .isInstanceOfSatisfying(
              Frame.Error.class,
              error -> {
                assertThat(error.code()).isEqualTo(RefusalCode.PROTOCOL.code());
                assertThat(error.text()).isNotBlank();
              });
      bystander.rest(1, SMALL, asked);
      bystander.send(new Frame.End(1, SMALL.digest()));
      assertThat(bystander.next(Frame.Receipt.class).receipt().digest()).isEqualTo(SMALL.digest());
      assertThat(server.names("rogue")).isEmpty();
    }
  }

  private static List<Frame> framesAfter(Script script, RawClient rogue) throws IOException {
    long start = System.nanoTime();
    try {
      script.play(rogue);
      rogue.raw(junk());
      return lastFrames(rogue);
    } catch (IOException e) {
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assumeTrue(
          taken.compareTo(WireLimits.ERROR_DRAIN) < 0,
          "this machine stood still for as long as a server drains: " + taken);
      throw e;
    }
  }

  /** So much that a socket closed with it unread would be reset. */
  private static byte[] junk() {
    byte[] junk = new byte[200 << 10];
    new Random(7).nextBytes(junk);
    return junk;
  }

  /** Everything up to the end of the stream but what answers the frames before the breach. */
  private static List<Frame> lastFrames(RawClient client) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Optional<Frame> f = client.read(); f.isPresent(); f = client.read()) {
      boolean answer = f.get() instanceof Frame.Send || f.get() instanceof Frame.Durable;
      if (!answer || !frames.isEmpty()) {
        frames.add(f.get());
      }
    }
    return frames;
  }

  private static Arguments stranger(String name, Script script) {
    return Arguments.of(name, false, script);
  }

  private static Arguments user(String name, Script script) {
    return Arguments.of(name, true, script);
  }

  static Stream<Arguments> beforeLogin() {
    return Stream.of(
        stranger("OFFER before HELLO", c -> c.send(offer(1, "a", 1))),
        stranger("PING before HELLO", c -> c.send(new Frame.Ping(1))),
        stranger("LOGIN before HELLO", c -> c.send(RawClient.login("rogue", "right"))),
        stranger("OFFER before LOGIN", c -> greeted(c).send(offer(1, "a", 1))),
        stranger("a second HELLO", c -> greeted(c).send(RawClient.hello(ClientId.random()))),
        stranger("HELLO of 4,097 bytes", c -> c.raw(head(4097, 0x01))),
        stranger("LOGIN of 4 GiB", c -> greeted(c).raw(head(-1, 0x03))),
        stranger("DATA before LOGIN", c -> greeted(c).raw(head(4097, 0x15))),
        stranger("a frame of length 0", c -> c.raw(head(0, 0x01))),
        stranger("an unknown type before HELLO", c -> c.raw(head(1, 0x77))));
  }

  private static RawClient greeted(RawClient client) throws IOException {
    client.send(RawClient.hello(ClientId.random()));
    client.next(Frame.Welcome.class);
    return client;
  }

  static Stream<Arguments> offers() {
    return Stream.of(
        user("an id used again", c -> c.send(offer(7, "a", 1), offer(7, "b", 1))),
        user("an id below the last", c -> c.send(offer(7, "a", 1), offer(6, "b", 1))),
        user("an id below the last as unsigned", c -> c.send(offer(-1, "a", 1), offer(1, "b", 1))),
        user("an id used again after its answer", BreachTest::reuseAnswered),
        user("a name that is open", c -> c.send(offer(1, "a", 1), offer(2, "a", 2))),
        user("the 257th offer", BreachTest::offerTooMany),
        user("a name that leads out", c -> c.raw(rawOffer("../a", 1))),
        user("a reserved name", c -> c.raw(rawOffer(".auto-upload-x", 1))),
        user("a size beyond 2^62", c -> c.raw(rawOffer("a", (1L << 62) + 1))),
        user("a negative size", c -> c.raw(rawOffer("a", -1))),
        user("PROOF of an id never offered", c -> c.send(new Frame.Proof(1, SMALL.digest()))),
        user("ABORT of an id never offered", c -> c.send(new Frame.Abort(1))),
        user("PROOF not asked for", c -> offered(c).send(new Frame.Proof(1, SMALL.digest()))));
  }

  private static void reuseAnswered(RawClient client) throws IOException {
    client.send(offer(1, "a", 1), new Frame.Abort(1));
    client.next(Frame.Send.class);
    client.next(Frame.Refused.class);
    client.send(offer(1, "a", 1));
  }

  private static void offerTooMany(RawClient client) throws IOException {
    for (int id = 1; id <= WireLimits.OFFERS_AHEAD + 1; id++) {
      client.send(offer(id, "file" + id, 1));
    }
  }

  private static RawClient offered(RawClient client) throws IOException {
    client.send(offer(1, "a", SMALL.size()));
    client.next(Frame.Send.class);
    return client;
  }

  private static RawClient begun(RawClient client) throws IOException {
    offered(client).send(new Frame.Begin(1, 0));
    return client;
  }

  private static RawClient complete(RawClient client) throws IOException {
    begun(client).rest(1, SMALL, new Frame.Send(1, 0, Optional.empty()));
    return client;
  }

  private static RawClient twoOffered(RawClient client) throws IOException {
    client.send(offer(2, "b", SMALL.size()));
    client.next(Frame.Send.class);
    return client;
  }

  private static Frame chunk(int index) {
    return new Frame.Chunk(1, index, SMALL.chunkDigest(0));
  }

  static Stream<Arguments> uploads() {
    byte[] bytes = SMALL.bytes();
    return Stream.of(
        user("BEGIN of an id never offered", c -> c.send(new Frame.Begin(1, 0))),
        user("BEGIN elsewhere than SEND said", c -> offered(c).send(new Frame.Begin(1, 5))),
        user("BEGIN twice", c -> begun(c).send(new Frame.Begin(1, 0))),
        user("BEGIN of a second file", c -> twoOffered(begun(c)).send(new Frame.Begin(2, 0))),
        user("DATA of an id never offered", c -> c.data(1, bytes, 0, 10)),
        user("DATA without BEGIN", c -> offered(c).data(1, bytes, 0, 10)),
        user("DATA of a file that did not begin", c -> twoOffered(begun(c)).data(2, bytes, 0, 10)),
        user("DATA beyond the file's end", c -> begun(c).data(1, new byte[1001], 0, 1001)),
        user("DATA after the last CHUNK", c -> complete(c).data(1, bytes, 0, 1)),
        user("CHUNK without BEGIN", c -> offered(c).send(chunk(0))),
        user("CHUNK within a chunk", BreachTest::chunkWithinChunk),
        user("CHUNK of another index", BreachTest::chunkOfAnotherIndex),
        user("CHUNK after the last", c -> complete(c).send(chunk(0))),
        user("CHUNK after the last, counted on", c -> complete(c).send(chunk(1))),
        user("END without BEGIN", c -> offered(c).send(new Frame.End(1, SMALL.digest()))),
        user("END before the end", c -> begun(c).send(new Frame.End(1, SMALL.digest()))),
        user("END before the last CHUNK", BreachTest::endBeforeChunk));
  }

  private static void chunkWithinChunk(RawClient client) throws IOException {
    begun(client).data(1, SMALL.bytes(), 0, 999);
    client.send(chunk(0));
  }

  private static void chunkOfAnotherIndex(RawClient client) throws IOException {
    begun(client).data(1, SMALL.bytes(), 0, 1000);
    client.send(chunk(1));
  }

  private static void endBeforeChunk(RawClient client) throws IOException {
    begun(client).data(1, SMALL.bytes(), 0, 1000);
    client.send(new Frame.End(1, SMALL.digest()));
  }

  static Stream<Arguments> frames() {
    Receipt receipt = new Receipt(new UploadName("a"), 1, ContentDigest.of(1, new byte[32]));
    return Stream.of(
        user("HELLO after the login", c -> c.send(RawClient.hello(ClientId.random()))),
        user("LOGIN twice", c -> c.send(RawClient.login("rogue", Credentials.PASSWORD))),
        user("a frame of the server's", c -> offered(c).send(new Frame.Receipt(1, receipt))),
        user("an unknown type", c -> c.raw(head(1, 0x77))),
        user("a control frame of 65,537 bytes", c -> c.raw(head(65_537, 0x10))),
        user("a DATA frame of 1 MiB and a byte", c -> begun(c).raw(head((1 << 20) + 1, 0x15))),
        user("a control frame of 65,537 bytes amid a file", c -> begun(c).raw(head(65_537, 0x16))),
        user("DATA without bytes", c -> begun(c).raw(head(5, 0x15, 0, 0, 0, 1))),
        user("a frame that is a byte too long", c -> c.raw(head(10, 0x20, new int[9]))),
        user("a frame that is a byte too short", c -> c.raw(head(8, 0x20, new int[7]))));
  }

  private static byte[] head(int length, int type, int... body) {
    ByteBuffer bytes = ByteBuffer.allocate(5 + body.length).putInt(length).put((byte) type);
    for (int b : body) {
      bytes.put((byte) b);
    }
    return bytes.array();
  }

  private static byte[] rawOffer(String name, long size) {
    int body = 4 + 2 + name.length() + 8 + 12;
    ByteBuffer bytes = ByteBuffer.allocate(5 + body).putInt(1 + body).put((byte) 0x10).putInt(1);
    bytes.putShort((short) name.length());
    name.chars().forEach(c -> bytes.put((byte) c));
    return bytes.putLong(size).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 65_535})
  void anotherVersionIsToldSo(int version) throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          new Frame.Hello(version, ClientId.random(), "from the future", Frame.Backlog.NONE));

      assertThat(client.next(Frame.Error.class).code()).isEqualTo(RefusalCode.VERSION.code());
      assertThat(client.read()).isEmpty();
    }
  }

  @Test
  void whatWasReceivedBeforeABreachIsKeptForTheNextConnection() throws IOException {
    Content content = Content.of(3, 5000);
    ClientId device = ClientId.random();
    try (RawClient rogue = server.login("bystander", device)) {
      rogue.send(offer(1, "kept", content.size()));
      rogue.next(Frame.Send.class);
      rogue.send(new Frame.Begin(1, 0));
      rogue.data(1, content.bytes(), 0, 3000);
      rogue.send(new Frame.End(1, content.digest()));
      rogue.next(Frame.Error.class);

      try (RawClient next = server.login("bystander", device)) {
        next.send(offer(1, "kept", content.size()));
        Frame.Send asked = next.next(Frame.Send.class);
        assertThat(asked.offset()).isEqualTo(3000);
        next.answer(asked, content);
        next.next(Frame.Receipt.class);
      }
    }
    assertThat(Files.readAllBytes(server.stored("bystander", "kept"))).isEqualTo(content.bytes());
  }

  @Test
  void aClientThatGivesUpIsNotAnsweredWithAnErrorOfOurOwn() throws IOException {
    try (RawClient client = server.login("rogue")) {
      client.send(new Frame.Error(RefusalCode.INTERNAL.code(), "a defect of mine"));

      assertThat(client.read()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anErrorIsNeverAnswered(int sent) throws IOException {
    try (RawClient client = sent == 2 ? server.login("rogue") : server.connect()) {
      if (sent == 1) {
        client.send(RawClient.hello(ClientId.random()));
        client.next(Frame.Welcome.class);
      }
      client.send(new Frame.Error(RefusalCode.INTERNAL.code(), "enough"));
      assertThat(client.read()).isEmpty();
    }
  }
}
