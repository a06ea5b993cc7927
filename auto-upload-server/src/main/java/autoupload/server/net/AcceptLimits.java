package autoupload.server.net;

/**
 * Limits of connections.
 *
 * @param connections the limits on their number
 * @param beforeLogin the limits on each before its login
 * @param stop how long they may hold up a stop
 * @param floor how slow one may be while others wait for its slot
 */
public record AcceptLimits(
    ConnectionLimits connections, BeforeLogin beforeLogin, StopTimes stop, FloorRate floor) {
  /** Unless told otherwise. */
  public static final AcceptLimits DEFAULT =
      new AcceptLimits(
          ConnectionLimits.DEFAULT, BeforeLogin.DEFAULT, StopTimes.DEFAULT, FloorRate.DEFAULT);
}
