package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * First message of either end of a TLS connection, read from the bytes on the wire (RFC 8446,
 * sections 4.1.2 and 4.1.3).
 *
 * @param random 32 bytes in hexadecimal; a server that wants another ClientHello has a fixed value
 *     there
 * @param extensions what it says of each, in its order
 */
record Hello(String random, Map<Integer, ByteBuffer> extensions) {
  static final int X25519MLKEM768 = 0x11ec;
  static final int X25519 = 0x001d;
  static final int SECP256R1 = 0x0017;
  static final int SECP384R1 = 0x0018;
  static final int SECP521R1 = 0x0019;

  static final int SUPPORTED_GROUPS = 10;
  static final int SIGNATURE_ALGORITHMS = 13;
  static final int PRE_SHARED_KEY = 41;
  static final int EARLY_DATA = 42;
  static final int SUPPORTED_VERSIONS = 43;
  static final int KEY_SHARE = 51;

  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1;
  private static final byte SERVER_HELLO = 2;

  static Hello ofClient(byte[] sent) {
    ByteBuffer in = message(sent, CLIENT_HELLO);
    String random = random(in);
    skip(in, in.get() & 0xff); // session id
    skip(in, in.getShort() & 0xffff); // cipher suites
    skip(in, in.get() & 0xff); // compression methods
    return new Hello(random, extensions(in));
  }

  static Hello ofServer(byte[] sent) {
    ByteBuffer in = message(sent, SERVER_HELLO);
    String random = random(in);
    skip(in, in.get() & 0xff); // session id
    skip(in, 2 + 1); // cipher suite, compression method
    return new Hello(random, extensions(in));
  }

  boolean isRetry() {
    return random.equals(RETRY);
  }

  /** The numbers of a list of two-byte numbers, such as groups. */
  List<Integer> numbers(int extension) {
    ByteBuffer in = extensions.get(extension).duplicate();
    assertThat(in.getShort() & 0xffff).isEqualTo(in.remaining());
    List<Integer> numbers = new ArrayList<>();
    while (in.hasRemaining()) {
      numbers.add(in.getShort() & 0xffff);
    }
    return numbers;
  }

  /** The groups a client sends a key share for, and how long that is. */
  Map<Integer, Integer> shares() {
    ByteBuffer in = extensions.get(KEY_SHARE).duplicate();
    assertThat(in.getShort() & 0xffff).isEqualTo(in.remaining());
    Map<Integer, Integer> shares = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int group = in.getShort() & 0xffff;
      int length = in.getShort() & 0xffff;
      skip(in, length);
      shares.put(group, length);
    }
    return shares;
  }

  /** The group a server took. */
  int group() {
    return extensions.get(KEY_SHARE).duplicate().getShort() & 0xffff;
  }

  private static ByteBuffer message(byte[] sent, byte type) {
    ByteBuffer in = ByteBuffer.wrap(sent);
    assertThat(in.get()).isEqualTo(HANDSHAKE);
    skip(in, 2); // version
    int record = in.getShort() & 0xffff;
    in.limit(in.position() + record);
    int head = in.getInt();
    assertThat(head >>> 24).isEqualTo(type);
    assertThat(head & 0xffffff).isLessThanOrEqualTo(in.remaining());
    in.limit(in.position() + (head & 0xffffff));
    skip(in, 2); // version
    return in;
  }

  private static String random(ByteBuffer in) {
    byte[] random = new byte[32];
    in.get(random);
    return HexFormat.of().formatHex(random);
  }

  private static Map<Integer, ByteBuffer> extensions(ByteBuffer in) {
    assertThat(in.getShort() & 0xffff).isEqualTo(in.remaining());
    Map<Integer, ByteBuffer> extensions = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int type = in.getShort() & 0xffff;
      int length = in.getShort() & 0xffff;
      extensions.put(type, in.slice(in.position(), length));
      skip(in, length);
    }
    return extensions;
  }

  private static void skip(ByteBuffer in, int bytes) {
    in.position(in.position() + bytes);
  }
}
