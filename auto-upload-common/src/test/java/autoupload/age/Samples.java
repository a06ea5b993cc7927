package autoupload.age;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;

/** Sample identities and contents, and sealing and opening in one call each. */
final class Samples {
  static final Identity IDENTITY = Identity.generate();
  static final Identity HYBRID = Identity.generateHybrid();

  /** Around every border of a chunk, of which there may be one, two or three. */
  static final int[] SIZES = {
    0, 1, 17, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 3 * 65_536, 200_000
  };

  private Samples() {}

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static AgeSeal.Plaintext source(byte[] content) {
    return offset -> {
      InputStream in = new ByteArrayInputStream(content);
      in.skipNBytes(offset);
      return in;
    };
  }

  static byte[] seal(byte[] content, Recipient... recipients) throws IOException {
    try (AgeSeal seal = AgeSeal.create(List.of(recipients))) {
      return seal(seal, content);
    }
  }

  static byte[] seal(AgeSeal seal, byte[] content) throws IOException {
    try (InputStream in = seal.seal(source(content), content.length, 0)) {
      return in.readAllBytes();
    }
  }

  static byte[] open(byte[] sealed, Identity... identities) throws IOException {
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(sealed), List.of(identities))) {
      return in.readAllBytes();
    }
  }

  /** Where the content of a file begins: after the header and the nonce. */
  static int chunksStart(byte[] sealed) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(sealed);
    AgeHeader.read(in);
    return sealed.length - in.available() + AgeStream.NONCE;
  }
}
