package autoupload.failpoint;

/**
 * Failpoint at which a test may end the process as {@code kill -9} would: {@code
 * -Dautoupload.failpoint=NAME}, or {@code NAME:N} for the N-th time it is reached. Without that
 * property a point costs nothing. Each part of a command that makes something durable has an enum
 * of them, named so that no two points of one command are called the same.
 */
public interface Halting extends Watched {
  /** What {@code kill -9} cannot be told from, except by this exit status. */
  int EXIT_STATUS = 99;

  /** The process is at the point now. Does not return if it is armed and its turn has come. */
  default void hit() {
    passed();
    if (Failpoint.IS_ANY_ARMED) {
      Failpoint.hit(name());
    }
  }
}
