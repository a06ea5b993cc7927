package autoupload.wire;

/** Types of frames, each with its byte on the wire. */
enum FrameType {
  HELLO(0x01),
  WELCOME(0x02),
  LOGIN(0x03),
  ACCEPTED(0x04),
  DENIED(0x05),

  OFFER(0x10),
  SEND(0x11),
  PROVE(0x12),
  PROOF(0x13),
  BEGIN(0x14),
  DATA(0x15),
  CHUNK(0x16),
  END(0x17),
  DURABLE(0x18),
  RECEIPT(0x19),
  REFUSED(0x1a),
  ABORT(0x1b),

  PING(0x20),
  PONG(0x21),
  GOAWAY(0x22),
  ERROR(0x23);

  private static final FrameType[] ALL = values();

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static FrameType of(int code) throws WireException {
    for (FrameType type : ALL) {
      if (type.code == code) {
        return type;
      }
    }
    throw WireException.protocol("unknown frame type " + code);
  }
}
