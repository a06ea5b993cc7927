package autoupload.files;

import autoupload.operator.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Append-only file of records that survives a crash. Its format is its user's: what a record looks
 * like, and how far the file is sound. Here are the rules that all of them follow: a torn end is
 * cut off, a record is there whole or not at all, and what a failed force leaves in doubt is
 * written anew. Not safe for use by several threads.
 */
public final class AppendLog implements AutoCloseable {
  private final Fsync disk;
  private FileChannel file;
  private long length;
  private boolean forced = true;
  private boolean doubtful;

  /**
   * Goes on after the first {@code sound} bytes of an open file and cuts off the others. The file
   * is closed with this, or if this fails.
   */
  public AppendLog(FileChannel file, long sound, Fsync disk) throws IOException {
    this.file = file;
    this.disk = disk;
    try {
      cutTo(sound);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** How many bytes there are. */
  public long length() {
    return length;
  }

  /** Cuts off all but so many bytes. */
  public void cutTo(long size) throws IOException {
    file.truncate(size);
    length = size;
  }

  /**
   * Appends whole records. A crash of the process leaves them there; a power cut may not, before
   * the next {@link #force}.
   */
  public void append(ByteBuffer records) throws IOException {
    long end = length;
    try {
      while (records.hasRemaining()) {
        end += file.write(records, end);
      }
    } catch (IOException e) {
      file.truncate(length); // half a record, as on a full disk, would hide all that follow it
      throw e;
    }
    length = end;
    forced = false;
  }

  /** Whether everything appended is on the disk. */
  public boolean isForced() {
    return forced;
  }

  /**
   * Whether it is not known what the disk has of the file, after a force that failed. Another force
   * proves nothing then: the kernel gave up what it could not write, and has nothing left to
   * complain of. Only {@link #rewrite} helps.
   */
  public boolean isDoubtful() {
    return doubtful;
  }

  /** Returns once everything appended is on the disk. */
  public void force() throws IOException {
    doubtful = true;
    disk.force(file);
    doubtful = false;
    forced = true;
  }

  /** Goes on in a new file, which takes the old one's name; durable when this returns. */
  public void rewrite(Replace by, Replace.ContentWriter all) throws IOException {
    boolean before = doubtful;
    doubtful = true; // the new file may have its name, and nobody knows whether that lasts
    FileChannel fresh;
    try {
      fresh = by.rename(all);
    } catch (IOException e) {
      doubtful = before || !IoReason.isNoRoom(e);
      throw e;
    }
    file.close();
    file = fresh;
    length = fresh.size();
    by.forceFolder();
    doubtful = false;
    forced = true;
  }

  /** CRC-32C (RFC 3720, appendix B.4) of a part of a record. */
  public static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
