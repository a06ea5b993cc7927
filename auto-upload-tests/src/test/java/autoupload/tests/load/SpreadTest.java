package autoupload.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Permutation test: chance is told from a real difference. */
final class SpreadTest {
  private static Spread of(double extraOfTheThird) {
    SplittableRandom random = new SplittableRandom(7);
    double[][] rounds = new double[40][];
    for (int i = 0; i < rounds.length; i++) {
      double drift = i / 10.0; // the machine gets slower, for all kinds alike
      rounds[i] = random.doubles(4).map(noise -> 200 + drift + noise).toArray();
      rounds[i][2] += extraOfTheThird;
    }
    return new Spread(List.of("a", "b", "c", "d"), rounds);
  }

  @Test
  void numbersOfTheSameOriginLieApartByChance() {
    assertThat(of(0).likelihood()).isGreaterThan(0.05);
  }

  @Test
  void aKindThatTakesLongerIsFoundOutDespiteNoiseAndDrift() {
    assertThat(of(1).likelihood()).isLessThan(0.001);
    assertThat(of(1).apart()).isGreaterThan(0.5);
  }
}
