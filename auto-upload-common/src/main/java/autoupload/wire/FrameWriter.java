package autoupload.wire;

import autoupload.upload.ContentDigest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encoder of frames; {@link FrameReader} draws them. Used by one thread at a time. Frames are
 * collected and leave at {@link #flush}, or when a TLS record's worth is there.
 */
public final class FrameWriter {
  private static final int FULL = 16 << 10;

  private final OutputStream out;
  private ByteBuffer buffer = ByteBuffer.allocate(512);

  /** Where the frames go; this class buffers. */
  public FrameWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends one frame. */
  public void write(Frame frame) throws IOException {
    int start = buffer.position();
    i32(0); // the length and the type come last
    u8(0);
    FrameType type = body(frame);
    buffer.putInt(start, buffer.position() - start - Integer.BYTES);
    buffer.put(start + Integer.BYTES, (byte) type.code());
    if (buffer.position() >= FULL) {
      flush();
    }
  }

  /**
   * Appends a DATA frame.
   *
   * @param length 1 to {@link WireLimits#FRAME_DATA} less {@link WireLimits#DATA_OVERHEAD}
   */
  public void data(int id, byte[] bytes, int offset, int length) throws IOException {
    if (length < 1 || length > WireLimits.FRAME_DATA - WireLimits.DATA_OVERHEAD) {
      throw new IllegalArgumentException("DATA cannot carry " + length + " bytes");
    }
    i32(length + WireLimits.DATA_OVERHEAD);
    u8(FrameType.DATA.code());
    i32(id);
    if (buffer.position() + length <= FULL) {
      bytes(bytes, offset, length);
    } else {
      flush();
      out.write(bytes, offset, length);
    }
  }

  /** Hands everything collected to the stream, and flushes that. */
  public void flush() throws IOException {
    if (buffer.position() > 0) {
      out.write(buffer.array(), buffer.arrayOffset(), buffer.position());
      wipe(buffer); // a LOGIN may have stood there
      buffer.clear();
    }
    out.flush();
  }

  private FrameType body(Frame frame) {
    if (frame instanceof Frame.Hello f) {
      u16(f.version());
      bytes(f.client().bytes());
      text(f.device(), 255);
      i64(f.backlog().files());
      i64(f.backlog().bytes());
      seconds(f.backlog().oldest());
      return FrameType.HELLO;
    } else if (frame instanceof Frame.Welcome f) {
      u16(f.version());
      instant(f.serverTime());
      bytes(f.store().bytes());
      u16(f.offersAhead());
      return FrameType.WELCOME;
    } else if (frame instanceof Frame.Login f) {
      text(f.user(), WireLimits.CREDENTIAL);
      sized(f.password().bytes());
      text(f.code(), 16);
      sized(f.ticket().bytes());
      return FrameType.LOGIN;
    } else if (frame instanceof Frame.Accepted f) {
      text(f.recipient().orElse(""), 4096);
      i64(f.quotaLeft().orElse(-1L));
      sized(f.ticket().bytes());
      seconds(f.ticketLife());
      return FrameType.ACCEPTED;
    } else if (frame instanceof Frame.Denied f) {
      seconds(f.retryAfter());
      text(f.text(), WireLimits.TEXT);
      return FrameType.DENIED;
    } else if (frame instanceof Frame.Ping f) {
      i64(f.token());
      return FrameType.PING;
    } else if (frame instanceof Frame.Pong f) {
      i64(f.token());
      return FrameType.PONG;
    } else if (frame instanceof Frame.GoAway f) {
      text(f.text(), WireLimits.TEXT);
      return FrameType.GOAWAY;
    } else if (frame instanceof Frame.Error f) {
      u16(f.code());
      text(f.text(), WireLimits.TEXT);
      return FrameType.ERROR;
    }
    return uploadBody(frame);
  }

  private FrameType uploadBody(Frame frame) {
    if (frame instanceof Frame.Offer f) {
      i32(f.id());
      text(f.offer().name().value(), FULL);
      i64(f.offer().size());
      instant(f.offer().modified());
      return FrameType.OFFER;
    } else if (frame instanceof Frame.Send f) {
      i32(f.id());
      i64(f.offset());
      digest(f.held());
      return FrameType.SEND;
    } else if (frame instanceof Frame.Prove f) {
      i32(f.id());
      return FrameType.PROVE;
    } else if (frame instanceof Frame.Proof f) {
      i32(f.id());
      digest(Optional.of(f.digest()));
      return FrameType.PROOF;
    } else if (frame instanceof Frame.Begin f) {
      i32(f.id());
      i64(f.offset());
      return FrameType.BEGIN;
    } else if (frame instanceof Frame.Chunk f) {
      i32(f.id());
      u16(f.index());
      bytes(f.digest().hash());
      return FrameType.CHUNK;
    } else if (frame instanceof Frame.End f) {
      i32(f.id());
      digest(Optional.of(f.digest()));
      return FrameType.END;
    } else if (frame instanceof Frame.Durable f) {
      i32(f.id());
      i64(f.offset());
      return FrameType.DURABLE;
    } else if (frame instanceof Frame.Receipt f) {
      i32(f.id());
      text(f.receipt().storedName().value(), FULL);
      i64(f.receipt().size());
      digest(Optional.of(f.receipt().digest()));
      return FrameType.RECEIPT;
    } else if (frame instanceof Frame.Refused f) {
      i32(f.id());
      u16(f.code());
      u8(f.retryable() ? 1 : 0);
      seconds(f.retryAfter());
      text(f.text(), WireLimits.TEXT);
      return FrameType.REFUSED;
    } else if (frame instanceof Frame.Abort f) {
      i32(f.id());
      return FrameType.ABORT;
    }
    throw new IllegalArgumentException("not a frame of its own: " + frame);
  }

  private void u8(int value) {
    ensure(Byte.BYTES).put((byte) value);
  }

  private void u16(int value) {
    ensure(Short.BYTES).putShort((short) value);
  }

  private void i32(int value) {
    ensure(Integer.BYTES).putInt(value);
  }

  private void i64(long value) {
    ensure(Long.BYTES).putLong(value);
  }

  private void seconds(Duration duration) {
    i32((int) Math.max(0, Math.min(duration.toSeconds(), 0xffff_ffffL)));
  }

  private void instant(Instant instant) {
    i64(instant.getEpochSecond());
    i32(instant.getNano());
  }

  private void digest(Optional<ContentDigest> digest) {
    u16(digest.map(ContentDigest::chunks).orElse(0));
    bytes(digest.map(ContentDigest::hash).orElseGet(() -> new byte[ContentDigest.HASH_BYTES]));
  }

  /** Text for people is cut at its limit; it must never end a connection. */
  private void text(String text, int max) {
    String shown = text;
    while (shown.getBytes(StandardCharsets.UTF_8).length > max) {
      shown = shown.substring(0, shown.offsetByCodePoints(shown.length(), -1));
    }
    sized(shown.getBytes(StandardCharsets.UTF_8));
  }

  private void sized(byte[] bytes) {
    u16(bytes.length);
    bytes(bytes);
  }

  private void bytes(byte[] bytes) {
    bytes(bytes, 0, bytes.length);
  }

  private void bytes(byte[] bytes, int offset, int length) {
    ensure(length).put(bytes, offset, length);
  }

  private ByteBuffer ensure(int more) {
    if (buffer.remaining() < more) {
      ByteBuffer old = buffer;
      buffer = ByteBuffer.allocate(Math.max(old.position() + more, 2 * old.capacity()));
      buffer.put(old.duplicate().flip());
      wipe(old);
    }
    return buffer;
  }

  private static void wipe(ByteBuffer used) {
    int start = used.arrayOffset();
    Arrays.fill(used.array(), start, start + used.position(), (byte) 0);
  }
}
