package autoupload.client.login;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Source of the one-time codes of an account. */
public interface CodeSource {
  /** For accounts that need none. */
  CodeSource NONE =
      new CodeSource() {
        @Override
        public String code(Instant serverTime) {
          return "";
        }

        @Override
        public boolean needServerTime() {
          return false;
        }
      };

  /** Does what a person needs time for, before a connection is made that cannot wait. */
  default void prepare() {}

  /** Whether there is a code now; one that {@link #prepare} has to ask for first is not. */
  default boolean isReady() {
    return true;
  }

  /** Whether {@link #code} depends on what it is given, so that a login has to wait for it. */
  default boolean needServerTime() {
    return true;
  }

  /** The code to log in with, by the server's clock: a device may have none. */
  String code(Instant serverTime);

  /**
   * How long after {@code serverTime} there is another code, which may be right where this one was
   * not; empty if there is none ever.
   */
  default Optional<Duration> untilNext(Instant serverTime) {
    return Optional.empty();
  }
}
