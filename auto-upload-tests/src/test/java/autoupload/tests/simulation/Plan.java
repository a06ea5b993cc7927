package autoupload.tests.simulation;

import autoupload.forgetful.ForgetfulDisk.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Deterministic plan of a world, drawn from its seed. Everything is drawn anew from the seed and a
 * number, so that it does not depend on which thread asks first.
 */
record Plan(long seed) {
  /** Later server processes live for ever. */
  private static final int MORTAL_SERVERS = 5;

  /** Random streams of the plan, one for each part of a world. */
  private enum Draw {
    WORLD,
    LINK,
    PASS,
    SERVER,
    POWER,
    DAMAGE
  }

  /**
   * Planned end of a program.
   *
   * @param step the step of its disk at which it ends
   * @param kind which steps count; empty if all do
   * @param powerCut whether what was not forced goes with it
   */
  record Death(int step, Optional<Step> kind, boolean powerCut) {
    /** At any step, or at one of those between which the files of an upload are in a new state. */
    static Death draw(RandomGenerator random, int most) {
      List<Step> telling =
          List.of(Step.FORCE_FOLDER, Step.FORCE_FILE, Step.LINK, Step.RENAME, Step.REMOVE);
      Optional<Step> kind =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(telling.get(random.nextInt(telling.size())));
      int last = kind.isPresent() ? 1 + most / 10 : most;
      return new Death(1 + random.nextInt(last), kind, random.nextBoolean());
    }

    boolean counts(Step step) {
      return kind.isEmpty() || kind.get() == step;
    }
  }

  private RandomGenerator draw(Draw kind, int number) {
    return new SplittableRandom((seed * 31 + kind.name().hashCode()) * 1_000_003 + number);
  }

  private RandomGenerator world() {
    return draw(Draw.WORLD, 0);
  }

  boolean erases() {
    return seed % 2 == 0;
  }

  boolean seals() {
    return seed / 8 % 8 == 3;
  }

  boolean serverHasHardLinks() {
    return seed % 5 != 0;
  }

  boolean clientHasHardLinks() {
    return seed % 3 != 0;
  }

  /** Forces also within chunks, or only at their ends. */
  Duration checkpointInterval() {
    return seed / 2 % 3 == 0 ? Duration.ZERO : Duration.ofHours(1);
  }

  /** A newer connection takes over at once, or never. */
  Duration takeoverSilence() {
    return seed / 4 % 2 == 0 ? Duration.ZERO : Duration.ofHours(1);
  }

  int passes() {
    return 2 + world().nextInt(4);
  }

  /** How much a connection holds, in bytes. */
  int linkCapacity() {
    return 64 << world().nextInt(10);
  }

  /** What happens to the connection of that number. */
  LinkFault link(int number) {
    return LinkFault.draw(draw(Draw.LINK, number));
  }

  /** What the user does before and during that pass. */
  RandomGenerator user(int pass) {
    return draw(Draw.PASS, pass);
  }

  Optional<Death> clientDeath(int pass) {
    RandomGenerator random = draw(Draw.PASS, 1000 + pass);
    return random.nextInt(3) > 0 ? Optional.empty() : Optional.of(Death.draw(random, 60));
  }

  /** Whether the server's operator begins anew before that pass, with an empty store. */
  boolean newStore(int pass) {
    return pass > 0 && draw(Draw.PASS, 2000 + pass).nextInt(8) == 0;
  }

  Optional<Death> serverDeath(int process) {
    RandomGenerator random = draw(Draw.SERVER, process);
    return process >= MORTAL_SERVERS || random.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(Death.draw(random, 120));
  }

  /** The force that fails, of all those of a server process; 0 if none does. */
  int failingForce(int process) {
    RandomGenerator random = draw(Draw.SERVER, 1000 + process);
    return process < MORTAL_SERVERS && random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0;
  }

  /** After how many connections a server process is stopped in an orderly way; 0 if it is not. */
  int stopAfter(int process) {
    RandomGenerator random = draw(Draw.SERVER, 2000 + process);
    return process < MORTAL_SERVERS && random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0;
  }

  /** What becomes of unfinished uploads while the server of that number is not there yet. */
  RandomGenerator damage(int process) {
    return draw(Draw.DAMAGE, process);
  }

  /** What a power cut leaves. */
  RandomGenerator powerCut(int number) {
    return draw(Draw.POWER, number);
  }
}
