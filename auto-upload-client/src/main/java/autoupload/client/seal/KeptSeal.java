package autoupload.client.seal;

import autoupload.age.AgeSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Seal of a file under way, on the disk until the server has the file. What of the source is on
 * record may be sealed under it, and nothing else. The key is wiped from memory when closed. Safe
 * for use by the thread that seals and the one that sends.
 */
final class KeptSeal implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Path path;
  private final AgeSeal seal;
  private final List<byte[]> segments;
  private final List<byte[]> chunks;
  private final List<byte[]> unwritten = new ArrayList<>();
  private long end;

  /** A new one: nothing is on record. */
  KeptSeal(Path path, AgeSeal seal, long end) {
    this(path, seal, new ArrayList<>(), new ArrayList<>(), end);
  }

  /** One that was found. */
  KeptSeal(Path path, AgeSeal seal, List<byte[]> segments, List<byte[]> chunks, long end) {
    this.path = path;
    this.seal = seal;
    this.segments = segments;
    this.chunks = chunks;
    this.end = end;
  }

  AgeSeal seal() {
    return seal;
  }

  /** How many of the source's segments are on record. */
  int segments() {
    lock.lock();
    try {
      return segments.size();
    } finally {
      lock.unlock();
    }
  }

  /** The digest that is on record of one of them. */
  byte[] segment(int index) {
    lock.lock();
    try {
      return segments.get(index);
    } finally {
      lock.unlock();
    }
  }

  /** The SHA-256 digests of the sealed file's first chunks, as far as they are known. */
  List<byte[]> chunks() {
    lock.lock();
    try {
      return List.copyOf(chunks);
    } finally {
      lock.unlock();
    }
  }

  /** Puts the next segments on record; they are on the disk when this returns. */
  void record(List<byte[]> more) {
    lock.lock();
    try {
      end = SealFile.append(path, end, unwritten, more);
      unwritten.clear();
      segments.addAll(more);
    } catch (IOException e) {
      Seals.abandon(path, e); // read again it might look as if it were on the disk
      throw Seals.unwritable(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A chunk of the sealed file is known. Remembered with the next {@link #record}: without it, the
   * chunk is sealed and hashed again.
   */
  void chunkSealed(int index, byte[] digest) {
    lock.lock();
    try {
      if (index == chunks.size()) {
        chunks.add(digest);
        unwritten.add(digest);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    seal.close();
  }
}
