package autoupload.server.storage;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Content to upload, and the steps of a client that uploads it. */
public final class TestContent {
  /** A whole second, which every file system can keep. */
  public static final Instant MODIFIED = Instant.ofEpochSecond(1_600_000_000);

  /** The first chunk's end in every content of several chunks here. */
  public static final int CHUNK = (int) ChunkPlan.MIN_CHUNK_SIZE;

  private final byte[] bytes;

  public TestContent(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Content that no other seed gives. */
  public static TestContent random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return new TestContent(bytes);
  }

  public byte[] bytes() {
    return bytes;
  }

  public UploadOffer offer(String name) {
    return new UploadOffer(new UploadName(name), bytes.length, MODIFIED);
  }

  public UploadKey key(String user, ClientId client, String name) {
    return new UploadKey(new UserName(user), client, offer(name));
  }

  public ContentDigest digest() {
    return digestOfChunks(plan().count());
  }

  /** The digest over the first chunks. */
  public ContentDigest digestOfChunks(int chunks) {
    ChunkHasher hasher = new ChunkHasher(plan());
    for (int chunk = 0; chunk < chunks; chunk++) {
      int start = (int) plan().start(chunk);
      hasher.update(bytes, start, (int) plan().end(chunk) - start);
      hasher.endChunk();
    }
    return ContentDigest.ofChunks(hasher.completed());
  }

  private ChunkPlan plan() {
    return ChunkPlan.forSize(bytes.length);
  }

  /** The digest of the chunk that ends at {@code end}. */
  public byte[] chunkDigest(long end) {
    int start = (int) ((Math.max(end, 1) - 1) / CHUNK) * CHUNK;
    MessageDigest sha256 = ContentDigest.newSha256();
    sha256.update(bytes, start, (int) end - start);
    return sha256.digest();
  }

  /** Writes from where the upload is up to {@code end}, ending every chunk on the way. */
  public void send(PartialUpload upload, int end) throws StorageException {
    while (!upload.isComplete() && (upload.offset() < end || upload.remainingInChunk() == 0)) {
      int length =
          (int) Math.min(Math.min(end - upload.offset(), upload.remainingInChunk()), 99_999);
      upload.write(ByteBuffer.wrap(bytes, (int) upload.offset(), length));
      if (upload.remainingInChunk() == 0 && !upload.endChunk(chunkDigest(upload.offset()))) {
        throw new AssertionError("a right chunk was refused at " + upload.offset());
      }
    }
  }

  /** A whole upload from the start. */
  public Receipt store(Storage storage, UploadKey key) throws StorageException {
    try (PartialUpload upload = storage.begin(key, 0)) {
      send(upload, bytes.length);
      return upload.commit(digest());
    }
  }

  /** What a client does after any interruption: prove it or go on with it. */
  public Receipt finish(Storage storage, UploadKey key) throws StorageException {
    if (storage.mayHold(key.user(), key.offer())) {
      Optional<Receipt> receipt = storage.prove(key.user(), key.offer(), digest(), () -> true);
      if (receipt.isPresent()) {
        return receipt.get();
      }
    }
    try (PartialUpload upload = storage.begin(key, storage.partial(key).offset())) {
      send(upload, bytes.length);
      return upload.commit(digest());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TestContent content && Arrays.equals(content.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return digest() + " of " + bytes.length + " bytes";
  }
}
