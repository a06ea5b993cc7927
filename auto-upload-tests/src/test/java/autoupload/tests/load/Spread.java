package autoupload.tests.load;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Permutation test on measurements of several kinds, one of each kind in every round. */
final class Spread {
  private static final int SHUFFLES = 10_000;

  private final List<String> kinds;
  private final double[][] rounds;

  /**
   * @param kinds what they are called
   * @param rounds for each round a number for each kind
   */
  Spread(List<String> kinds, double[][] rounds) {
    this.kinds = kinds;
    this.rounds = rounds;
  }

  /** The median of each kind. */
  double[] medians() {
    return mediansOf(rounds);
  }

  /** How far the medians lie apart. */
  double apart() {
    return apart(medians());
  }

  /**
   * How likely medians lie so far apart by chance: the share of shuffles that bring about as much,
   * where each round's numbers are dealt to the kinds anew. If the kind makes no difference, a
   * hundredth or less comes about once in a hundred times.
   */
  double likelihood() {
    double observed = apart();
    SplittableRandom random = new SplittableRandom(1);
    double[][] dealt = new double[rounds.length][];
    int asMuch = 1; // the one that was observed
    for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      for (int i = 0; i < rounds.length; i++) {
        dealt[i] = shuffled(rounds[i], random);
      }
      if (apart(mediansOf(dealt)) >= observed) {
        asMuch++;
      }
    }
    return asMuch / (1.0 + SHUFFLES);
  }

  /** How far the medians of the first and the second half of a kind lie apart at most. */
  double drift() {
    int half = rounds.length / 2;
    double[] first = mediansOf(Arrays.copyOfRange(rounds, 0, half));
    double[] second = mediansOf(Arrays.copyOfRange(rounds, half, rounds.length));
    return IntStream.range(0, first.length)
        .mapToDouble(kind -> Math.abs(first[kind] - second[kind]))
        .max()
        .orElse(0);
  }

  private static double[] shuffled(double[] numbers, SplittableRandom random) {
    double[] copy = numbers.clone();
    for (int i = copy.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      double number = copy[i];
      copy[i] = copy[other];
      copy[other] = number;
    }
    return copy;
  }

  private static double[] mediansOf(double[][] rounds) {
    double[] medians = new double[rounds[0].length];
    for (int kind = 0; kind < medians.length; kind++) {
      int column = kind;
      double[] sorted = Arrays.stream(rounds).mapToDouble(r -> r[column]).sorted().toArray();
      medians[kind] = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
    return medians;
  }

  private static double apart(double[] medians) {
    return Arrays.stream(medians).max().orElse(0) - Arrays.stream(medians).min().orElse(0);
  }

  @Override
  public String toString() {
    double[] medians = medians();
    String each =
        IntStream.range(0, medians.length)
            .mapToObj(i -> "%s %.3f ms".formatted(kinds.get(i), medians[i]))
            .collect(Collectors.joining(", "));
    return "medians of %d tries each: %s; %.3f ms apart (halves of one kind: %.3f ms), p = %.3f"
        .formatted(rounds.length, each, apart(), drift(), likelihood());
  }
}
