package autoupload.wire;

import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Factory of the frame that a vector's values describe. */
final class FrameOfVector {
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"(?:\\*([0-9]+))?");

  private final FrameVector vector;

  FrameOfVector(FrameVector vector) {
    this.vector = vector;
  }

  /** The frame, or a {@link Heard.Data}. */
  Object frame() {
    return switch (vector.type()) {
      case "HELLO" ->
          new Frame.Hello(
              u32("version"),
              new ClientId(vector.value("client")),
              text("device"),
              new Frame.Backlog(u64("files"), u64("bytes"), seconds("oldest")));
      case "WELCOME" ->
          new Frame.Welcome(
              u32("version"), time("time"), new StoreId(vector.value("store")), u32("ahead"));
      case "LOGIN" ->
          new Frame.Login(text("user"), secret("password"), text("otp"), secret("ticket"));
      case "ACCEPTED" ->
          new Frame.Accepted(
              Optional.of(text("recipient")).filter(r -> !r.isEmpty()),
              isNone("quota") ? Optional.empty() : Optional.of(u64("quota")),
              secret("ticket"),
              seconds("life"));
      case "DENIED" -> new Frame.Denied(seconds("retry"), text("text"));
      case "PING" -> new Frame.Ping(u64("token"));
      case "PONG" -> new Frame.Pong(u64("token"));
      case "GOAWAY" -> new Frame.GoAway(text("text"));
      case "ERROR" -> new Frame.Error(u32("code"), text("text"));
      default -> uploadFrame(u32("id"));
    };
  }

  private Object uploadFrame(int id) {
    return switch (vector.type()) {
      case "OFFER" ->
          new Frame.Offer(id, new UploadOffer(name("name"), u64("size"), time("modified")));
      case "SEND" -> new Frame.Send(id, u64("offset"), digest("held"));
      case "PROVE" -> new Frame.Prove(id);
      case "PROOF" -> new Frame.Proof(id, digest("digest").orElseThrow());
      case "BEGIN" -> new Frame.Begin(id, u64("offset"));
      case "DATA" -> new Heard.Data(id, FrameVector.expand(vector.value("bytes")));
      case "CHUNK" -> new Frame.Chunk(id, u32("index"), digest("digest").orElseThrow());
      case "END" -> new Frame.End(id, digest("digest").orElseThrow());
      case "DURABLE" -> new Frame.Durable(id, u64("offset"));
      case "RECEIPT" ->
          new Frame.Receipt(
              id, new Receipt(name("name"), u64("size"), digest("digest").orElseThrow()));
      case "REFUSED" ->
          new Frame.Refused(id, u32("code"), u32("retryable") == 1, seconds("after"), text("text"));
      case "ABORT" -> new Frame.Abort(id);
      default -> throw new IllegalArgumentException("no frame of that type: " + vector);
    };
  }

  private boolean isNone(String field) {
    return vector.value(field).equals("none");
  }

  private int u32(String field) {
    return Integer.parseUnsignedInt(vector.value(field));
  }

  private long u64(String field) {
    return Long.parseUnsignedLong(vector.value(field));
  }

  private Duration seconds(String field) {
    return Duration.ofSeconds(u64(field));
  }

  private Instant time(String field) {
    String[] parts = vector.value(field).split("\\.", 2);
    return Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  private UploadName name(String field) {
    return new UploadName(text(field));
  }

  private String text(String field) {
    StringBuilder text = new StringBuilder();
    Matcher matcher = TEXT.matcher(vector.value(field));
    while (matcher.find()) {
      int times = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(1);
      text.append(matcher.group(1).repeat(times));
    }
    return text.toString();
  }

  private Secret secret(String field) {
    return isNone(field)
        ? Secret.NONE
        : new Secret(HexFormat.of().parseHex(FrameVector.expand(vector.value(field))));
  }

  private Optional<ContentDigest> digest(String field) {
    if (isNone(field)) {
      return Optional.empty();
    }
    String[] parts = vector.value(field).split("-", 2);
    int chunks = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
    return Optional.of(ContentDigest.of(chunks, HexFormat.of().parseHex(parts[0])));
  }
}
