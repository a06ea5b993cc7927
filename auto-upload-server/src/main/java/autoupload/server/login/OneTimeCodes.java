package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.credentials.Totp;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Second factor: time-based one-time codes (TOTP) of an account's seed, each good for one login.
 */
final class OneTimeCodes {
  /** Result of checking a code. */
  enum CodeVerdict {
    GOOD,
    USED,
    WRONG
  }

  /** How many steps a code may be away from the server's, either way. */
  private static final int TOLERANCE = 1;

  private final LoginMemory memory;

  OneTimeCodes(LoginMemory memory) {
    this.memory = memory;
  }

  /** What a code of an account with a seed is worth now; uses nothing up. */
  CodeVerdict judge(Account account, String code) {
    List<Long> steps = stepsOf(account, code);
    if (steps.isEmpty()) {
      return CodeVerdict.WRONG;
    }
    boolean free = steps.stream().anyMatch(step -> memory.usedSteps().isFree(account.user(), step));
    return free ? CodeVerdict.GOOD : CodeVerdict.USED;
  }

  /**
   * Uses up the step of a code that was judged good. To be asked only once the password is known to
   * be right, so that nobody else uses an account's steps up.
   *
   * @return false if somebody else was quicker
   * @throws IOException if it cannot be remembered that the code is used: then it is no good
   */
  boolean take(Account account, String code) throws IOException {
    for (long step : stepsOf(account, code)) {
      if (memory.usedSteps().use(account.user(), step)) {
        return true;
      }
    }
    return false;
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
