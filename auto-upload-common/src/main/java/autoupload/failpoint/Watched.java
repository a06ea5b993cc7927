package autoupload.failpoint;

/**
 * Point that a test may watch, to do in this process what others may do at that moment. Each part
 * of a command that has such points has an enum of them.
 */
public interface Watched {
  /** What an enum calls the point. */
  String name();

  /** The process is at the point now. */
  default void passed() {
    Failpoint.passed(this);
  }
}
