package autoupload.wire;

import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decoder of the fields of one frame's body. Every length is checked against what is there and
 * against the field's own limit before anything is allocated.
 */
final class BodyReader {
  private final String type;
  private final ByteBuffer body;

  BodyReader(String type, ByteBuffer body) {
    this.type = type;
    this.body = body;
  }

  int u8() throws WireException {
    need(1);
    return body.get() & 0xff;
  }

  int u16() throws WireException {
    need(2);
    return body.getShort() & 0xffff;
  }

  int i32() throws WireException {
    need(4);
    return body.getInt();
  }

  long i64() throws WireException {
    need(8);
    return body.getLong();
  }

  /** A count or an offset: 64 bits on the wire, never negative. */
  long count() throws WireException {
    long value = i64();
    if (value < 0) {
      throw broken("has a number above 2^63 - 1");
    }
    return value;
  }

  boolean flag() throws WireException {
    int value = u8();
    if (value > 1) {
      throw broken("has a flag that is neither 0 nor 1");
    }
    return value == 1;
  }

  Duration seconds() throws WireException {
    return Duration.ofSeconds(i32() & 0xffff_ffffL);
  }

  /** Seconds of the epoch, signed, and nanoseconds, below 10^9. */
  Instant instant() throws WireException {
    long seconds = i64();
    int nanos = i32();
    if (nanos < 0 || nanos > 999_999_999) {
      throw broken("has a time with more than 999,999,999 nanoseconds");
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw broken("has a time out of range");
    }
  }

  byte[] bytes(int length) throws WireException {
    need(length);
    byte[] bytes = new byte[length];
    body.get(bytes);
    return bytes;
  }

  /** A 16-bit length, then that many bytes. */
  byte[] sizedBytes(int max) throws WireException {
    int length = u16();
    if (length > max) {
      throw broken("has a field of " + length + " bytes, more than " + max);
    }
    return bytes(length);
  }

  /** A 16-bit length, then UTF-8. */
  String text(int max) throws WireException {
    byte[] bytes = sizedBytes(max);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw broken("has a text that is not UTF-8");
    }
  }

  UploadName name() throws WireException {
    try {
      return new UploadName(text(UploadName.MAX_BYTES));
    } catch (IllegalArgumentException e) {
      throw broken("has a name that is not allowed: " + e.getMessage());
    }
  }

  /** A 16-bit number of chunks, then 32 bytes. */
  ContentDigest digest() throws WireException {
    return optionalDigest().orElseThrow(() -> broken("has a digest of no chunks"));
  }

  /** As {@link #digest}, where zero chunks mean none; the 32 bytes are zero then. */
  Optional<ContentDigest> optionalDigest() throws WireException {
    int chunks = u16();
    byte[] hash = bytes(ContentDigest.HASH_BYTES);
    if (chunks == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(ContentDigest.of(chunks, hash));
    } catch (IllegalArgumentException e) {
      throw broken("has a digest of " + chunks + " chunks");
    }
  }

  /** The frame that was read: nothing may be left. */
  <F extends Frame> F end(F frame) throws WireException {
    if (body.hasRemaining()) {
      throw broken("is " + body.remaining() + " bytes too long");
    }
    return frame;
  }

  private void need(int bytes) throws WireException {
    if (body.remaining() < bytes) {
      throw broken("is too short");
    }
  }

  WireException broken(String how) {
    return WireException.protocol(type + " " + how);
  }
}
