package autoupload.client.login;

import autoupload.credentials.Totp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One-time codes computed from the account's seed. */
public final class SeedCodes implements CodeSource {
  private final Totp totp;

  /** Keeps {@code totp} for reconnects. */
  public SeedCodes(Totp totp) {
    this.totp = totp;
  }

  @Override
  public String code(Instant serverTime) {
    return totp.code(Totp.stepAt(serverTime));
  }

  @Override
  public Optional<Duration> untilNext(Instant serverTime) {
    return Optional.of(Totp.untilNextStep(serverTime));
  }
}
