package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.credentials.Totp;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/** The second factor: codes that an account's seed gives, each good for one login. */
final class OneTimeCodes {
  /** What a code is worth. */
  enum Verdict {
    GOOD,
    USED,
    /** Good, but not taken, since the user may not come in. */
    NO_ROOM,
    WRONG
  }

  /** How many steps a code may be away from the server's, either way. */
  private static final int TOLERANCE = 1;

  private final LoginMemory memory;

  OneTimeCodes(LoginMemory memory) {
    this.memory = memory;
  }

  /** Whether a code is one of those that the account's seed gives now, used or not. */
  boolean isRight(Account account, String code) {
    return account.totpSeed().isPresent() && !stepsOf(account, code).isEmpty();
  }

  /**
   * Takes a code, and uses its step up if it is good. To be asked only once the password is known
   * to be right, so that nobody else uses an account's steps up.
   *
   * @param hasRoom whether whoever has a good code may come in; perhaps asked twice
   * @throws IOException if it cannot be remembered that the code is used: then it is no good
   */
  Verdict take(Account account, String code, BooleanSupplier hasRoom) throws IOException {
    List<Long> steps = stepsOf(account, code);
    for (long step : steps) {
      boolean isFree = memory.usedSteps().isFree(account.user(), step);
      if (isFree && !hasRoom.getAsBoolean()) {
        return Verdict.NO_ROOM;
      }
      if (isFree && memory.usedSteps().use(account.user(), step)) {
        return Verdict.GOOD;
      }
    }
    return steps.isEmpty() ? Verdict.WRONG : Verdict.USED;
  }

  /** Of those that count now; several may have the same digits. */
  private List<Long> stepsOf(Account account, String code) {
    char[] seed = account.totpSeed().orElseThrow().toCharArray();
    long now = Totp.stepAt(memory.clock().instant());
    try (Totp totp = Totp.ofSeed(seed)) {
      return LongStream.rangeClosed(now - TOLERANCE, now + TOLERANCE)
          .filter(step -> totp.matches(code, step))
          .boxed()
          .toList();
    } finally {
      Arrays.fill(seed, '\0');
    }
  }
}
