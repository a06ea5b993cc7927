package autoupload.server.accept;

/**
 * What bounds connections.
 *
 * @param connections how many there are
 * @param beforeLogin what each gets before its login
 * @param stop how long they may hold up a stop
 */
public record AcceptLimits(ConnectionLimits connections, BeforeLogin beforeLogin, StopTimes stop) {
  /** Unless told otherwise. */
  public static final AcceptLimits DEFAULT =
      new AcceptLimits(ConnectionLimits.DEFAULT, BeforeLogin.DEFAULT, StopTimes.DEFAULT);
}
