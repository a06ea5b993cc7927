package autoupload.server.session;

import autoupload.wire.WireLimits;
import java.time.Duration;

/**
 * Intervals and retry delays of sessions.
 *
 * @param checkpointInterval an upload is forced that often also within a chunk
 * @param takeoverSilence an upload's older connection must be silent that long before a newer one
 *     takes it over
 * @param restWhenBusy when to offer again what another connection is at work on
 * @param restAfterFailure when to offer again what the store could not take
 */
public record SessionTimes(
    Duration checkpointInterval,
    Duration takeoverSilence,
    Duration restWhenBusy,
    Duration restAfterFailure) {
  /** Those of the protocol; others are for simulations, which do not wait. */
  public static final SessionTimes STANDARD =
      new SessionTimes(
          Duration.ofSeconds(5),
          WireLimits.TAKEOVER_SILENCE,
          WireLimits.TAKEOVER_SILENCE,
          Duration.ofSeconds(30));
}
