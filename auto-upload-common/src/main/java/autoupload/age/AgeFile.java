package autoupload.age;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** Reader of age files (sealed files). */
public final class AgeFile {
  /** What names of sealed files end with. */
  public static final String SUFFIX = ".age";

  private AgeFile() {}

  /**
   * The plain text of a sealed file. It is read as it is needed, with no more than a chunk of 64
   * KiB in memory, and every byte given out was authenticated before; but only at the end of the
   * stream is it known that nothing is missing. So use nothing of it before that.
   *
   * @param sealed buffered; closed with the result, or when this fails
   * @throws AgeException if it cannot be opened; reading the result throws it too
   */
  public static InputStream open(InputStream sealed, Collection<Identity> identities)
      throws IOException {
    try {
      AgeHeader header = AgeHeader.read(sealed);
      try (FileKey key = header.open(identities)) {
        byte[] nonce = sealed.readNBytes(AgeStream.NONCE);
        if (nonce.length < AgeStream.NONCE) {
          throw AgeException.payload("it is cut off");
        }
        return new OpeningInput(new AgeStream(key, nonce), sealed, 0);
      }
    } catch (IOException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }
}
