package autoupload.client.confirm;

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
  private static final ContentDigest SENT = ContentDigest.of(1, new byte[32]);

  private static Receipt receipt(long size, ContentDigest digest) {
    return new Receipt(new UploadName("a~01234567"), size, digest);
  }

  @Test
  void aReceiptForWhatWasSentConfirmsTheFile() {
    assertThat(Confirmation.match(FILE, SENT, receipt(10, SENT)))
        .hasValueSatisfying(
            confirmation -> {
              assertThat(confirmation.file()).isEqualTo(FILE);
              assertThat(confirmation.receipt()).isEqualTo(receipt(10, SENT));
            });
  }

  @Test
  void aReceiptForOtherBytesConfirmsNothing() {
    byte[] other = new byte[32];
    other[31] = 1;

    assertThat(Confirmation.match(FILE, SENT, receipt(11, SENT))).isEmpty();
    assertThat(Confirmation.match(FILE, SENT, receipt(10, ContentDigest.of(1, other)))).isEmpty();
    assertThat(Confirmation.match(FILE, SENT, receipt(10, ContentDigest.of(2, new byte[32]))))
        .isEmpty();
  }
}
