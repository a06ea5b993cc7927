package autoupload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Corpus of a fuzz test: its inputs, which lie where Jazzer looks for them too, and others that
 * resemble them: cut, joined, bent and stretched at random, from a fixed seed. This is what every
 * build tries, on any machine; {@code .ci/fuzz} goes on from here and follows the branches of the
 * code.
 */
public final class Corpus {
  private static final int RESEMBLING = 20_000;
  private static final byte[] EDGES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '#', '/', '\n', '-'};

  private final List<byte[]> inputs;

  /** Fuzz target: the code that an input is given to. */
  public interface Target {
    /** Throws if the input brings out a defect. */
    void accept(byte[] input) throws IOException;
  }

  private Corpus(List<byte[]> inputs) {
    this.inputs = inputs;
  }

  /** The files of {@code <class>Inputs/<method>} beside that class's own resources. */
  public static Corpus of(Class<?> test, String method) {
    try {
      var folder = test.getResource(test.getSimpleName() + "Inputs/" + method);
      List<byte[]> inputs = new ArrayList<>();
      try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
        for (Path file : files.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      }
      return new Corpus(inputs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("resources are files here", e);
    }
  }

  /** With these besides. */
  public Corpus and(List<byte[]> more) {
    return new Corpus(Stream.concat(inputs.stream(), more.stream()).toList());
  }

  /** Gives all of them, and then what resembles them, to {@code target}. */
  public void each(Target target) throws IOException {
    each(RESEMBLING, target);
  }

  /** As {@link #each(Target)}, with so many that resemble them. */
  public void each(int resembling, Target target) throws IOException {
    for (byte[] input : inputs) {
      give(input, target);
    }
    for (int seed = 0; seed < resembling; seed++) {
      give(resembling(new Random(seed)), target);
    }
  }

  private static void give(byte[] input, Target target) throws IOException {
    try {
      target.accept(input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("with the input " + Arrays.toString(input), e);
    }
  }

  private byte[] resembling(Random random) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = random.nextInt(3); i >= 0; i--) {
      joined.writeBytes(inputs.get(random.nextInt(inputs.size())));
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
