package autoupload.client.seal;

import autoupload.client.scan.SettledFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Subject of a seal: this content of this file, for these recipients, and nothing else ever.
 *
 * @param name of the file
 * @param size in bytes
 * @param modified its modification time
 * @param changed its change time, which no program can set back
 * @param recipients the {@linkplain Recipients#fingerprint fingerprint} of the recipients
 */
record SealSubject(String name, long size, Instant modified, Instant changed, String recipients) {
  static SealSubject of(SettledFile file, Instant changed, Recipients recipients) {
    return new SealSubject(
        file.name().value(),
        file.identity().size(),
        file.identity().modified(),
        changed,
        recipients.fingerprint());
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    out.writeLong(size);
    write(out, modified);
    write(out, changed);
    out.writeUTF(recipients);
  }

  static SealSubject read(DataInputStream in) throws IOException {
    return new SealSubject(in.readUTF(), in.readLong(), instant(in), instant(in), in.readUTF());
  }

  private static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    try {
      return Instant.ofEpochSecond(in.readLong(), in.readInt());
    } catch (DateTimeException e) {
      throw new IOException("no time", e);
    }
  }
}
