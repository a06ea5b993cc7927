package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReadAheadTest {
  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void givesTheSameBytes() throws IOException {
    for (int size : new int[] {0, 1, 512 << 10, (512 << 10) + 1, 5 << 20}) {
      try (InputStream in = new ReadAhead(new ByteArrayInputStream(random(size)))) {
        assertThat(in.readAllBytes()).isEqualTo(random(size));
        assertThat(in.read()).isNegative();
      }
    }
  }

  /** A stream that ends with a failure, and says whether it was closed. */
  private static InputStream failing(RuntimeException defect, AtomicBoolean closed) {
    InputStream failure =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return read(new byte[1], 0, 1);
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (defect != null) {
              throw defect;
            }
            throw new EOFException("shorter");
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(random(3 << 20)), failure);
  }

  @Test
  void whatFailsThereFailsHere() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    try (InputStream in = new ReadAhead(failing(null, closed))) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(EOFException.class).hasMessage("shorter");
    }
    assertThat(closed).isTrue();
    try (InputStream in = new ReadAhead(failing(new IllegalStateException("defect"), closed))) {
      assertThatThrownBy(in::readAllBytes).hasMessage("defect");
    }
  }

  @Test
  void closingItInTheMiddleEndsItsThread() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in = new ReadAhead(failing(null, closed));
    assertThat(in.read()).isNotNegative();
    in.close();

    assertThat(closed).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("sealing"));

    new ReadAhead(InputStream.nullInputStream()).close(); // nothing was read
  }
}
