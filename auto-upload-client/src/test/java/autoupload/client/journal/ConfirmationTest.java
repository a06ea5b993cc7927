package autoupload.client.journal;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
  private static final SettledFile FILE =
      new SettledFile(
          Path.of("/folder"), new UploadName("a"), new FileIdentity(10, Instant.EPOCH, "inode"));
  private static final ContentDigest DIGEST = ContentDigest.of(1, new byte[32]);
  private static final Sent SENT = Sent.plain(FILE, DIGEST);

  private static Receipt receipt(long size, ContentDigest digest) {
    return new Receipt(new UploadName("a~01234567"), size, digest);
  }

  @Test
  void aReceiptForWhatWasSentConfirmsTheFile() {
    assertThat(Confirmation.match(FILE, SENT, receipt(10, DIGEST)))
        .hasValueSatisfying(
            confirmation -> {
              assertThat(confirmation.file()).isEqualTo(FILE);
              assertThat(confirmation.receipt()).isEqualTo(receipt(10, DIGEST));
            });
  }

  @Test
  void aReceiptForTheSealedFormConfirmsTheFileItWasMadeOf() {
    ContentDigest source = ContentDigest.of(1, ContentDigest.newSha256().digest());
    Sent sealed = new Sent(210, DIGEST, source);

    assertThat(Confirmation.match(FILE, sealed, receipt(210, DIGEST)).orElseThrow().source())
        .isEqualTo(source);
    assertThat(Confirmation.match(FILE, sealed, receipt(10, DIGEST))).isEmpty();
    assertThat(Confirmation.match(FILE, sealed, receipt(210, source))).isEmpty();
  }

  @Test
  void aReceiptForOtherBytesConfirmsNothing() {
    byte[] other = new byte[32];
    other[31] = 1;

    assertThat(Confirmation.match(FILE, SENT, receipt(11, DIGEST))).isEmpty();
    assertThat(Confirmation.match(FILE, SENT, receipt(10, ContentDigest.of(1, other)))).isEmpty();
    assertThat(Confirmation.match(FILE, SENT, receipt(10, ContentDigest.of(2, new byte[32]))))
        .isEmpty();
  }
}
