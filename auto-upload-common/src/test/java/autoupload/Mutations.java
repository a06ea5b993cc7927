package autoupload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Inputs that resemble good ones: cut, joined, bent and stretched at random, from a fixed seed.
 * {@code -Dautoupload.fuzz.seconds=600} goes on for ten minutes, from another seed each time, and
 * an error says which.
 */
public final class Mutations {
  private static final int USUAL = 20_000;
  private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '#', '/', '\n', '-'};

  private final List<byte[]> corpus;
  private final int usual;

  /** What is done with an input. */
  public interface Target {
    /** Throws if the input brings out a defect. */
    void accept(byte[] input) throws IOException;
  }

  /** Of these inputs. */
  public Mutations(List<byte[]> corpus) {
    this(corpus, USUAL);
  }

  /** Of these inputs, so many unless asked for more. */
  public Mutations(List<byte[]> corpus, int usual) {
    this.corpus = corpus;
    this.usual = usual;
  }

  /** Gives the inputs themselves, and then their mutations, to {@code target}. */
  public void each(Target target) throws IOException {
    for (byte[] input : corpus) {
      target.accept(input);
    }
    long seconds = Long.getLong("autoupload.fuzz.seconds", 0);
    long end = System.nanoTime() + seconds * 1_000_000_000;
    long seed = seconds > 0 ? System.nanoTime() : 1;
    for (long i = 0; seconds > 0 ? System.nanoTime() < end : i < usual; i++) {
      byte[] input = mutate(new Random(seed + i));
      try {
        target.accept(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + (seed + i) + ", input " + Arrays.toString(input), e);
      }
    }
  }

  private byte[] mutate(Random random) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = random.nextInt(3); i >= 0; i--) {
      joined.writeBytes(corpus.get(random.nextInt(corpus.size())));
    }
    byte[] bytes = joined.toByteArray();
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes = bend(bytes, random);
    }
    return bytes;
  }

  private static byte[] bend(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> with(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
      case 1 -> with(bytes, at, EDGES[random.nextInt(EDGES.length)]);
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> Arrays.copyOfRange(bytes, at, bytes.length);
      default -> { // a piece twice
        byte[] longer = Arrays.copyOf(bytes, bytes.length + (bytes.length - at));
        System.arraycopy(bytes, at, longer, bytes.length, bytes.length - at);
        yield longer;
      }
    };
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }
}
