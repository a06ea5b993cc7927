package autoupload.client.seal;

import autoupload.age.AgeSeal;
import autoupload.age.Recipient;
import autoupload.upload.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Set of recipients that files are sealed for: each of them can open all of them. */
public final class Recipients {
  private final List<Recipient> all;
  private final int preambleLength;
  private final String fingerprint;

  /**
   * These, in any order and each once.
   *
   * @throws IllegalArgumentException if there is none, or {@code age1pq1} ones stand beside others
   */
  public Recipients(Collection<Recipient> recipients) {
    this.all = recipients.stream().distinct().toList();
    try (AgeSeal any = AgeSeal.create(all)) {
      this.preambleLength = any.preamble().length;
    }
    String texts = all.stream().map(Recipient::toString).sorted().collect(Collectors.joining("\n"));
    byte[] hash = ContentDigest.newSha256().digest(texts.getBytes(StandardCharsets.US_ASCII));
    this.fingerprint = HexFormat.of().formatHex(hash);
  }

  Collection<Recipient> all() {
    return all;
  }

  /** Tells them from all others. */
  String fingerprint() {
    return fingerprint;
  }

  /** How long a file of that size becomes. */
  long sealedSize(long size) {
    return AgeSeal.sealedSize(preambleLength, size);
  }
}
