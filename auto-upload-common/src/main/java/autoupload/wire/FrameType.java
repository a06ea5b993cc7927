package autoupload.wire;

/** Type bytes of the frames. */
final class FrameType {
  static final int HELLO = 0x01;
  static final int WELCOME = 0x02;
  static final int LOGIN = 0x03;
  static final int ACCEPTED = 0x04;
  static final int DENIED = 0x05;

  static final int OFFER = 0x10;
  static final int SEND = 0x11;
  static final int PROVE = 0x12;
  static final int PROOF = 0x13;
  static final int BEGIN = 0x14;
  static final int DATA = 0x15;
  static final int CHUNK = 0x16;
  static final int END = 0x17;
  static final int DURABLE = 0x18;
  static final int RECEIPT = 0x19;
  static final int REFUSED = 0x1a;
  static final int ABORT = 0x1b;

  static final int PING = 0x20;
  static final int PONG = 0x21;
  static final int GOAWAY = 0x22;
  static final int ERROR = 0x23;

  private FrameType() {}
}
