package autoupload.operator;

/**
 * Exit codes of the three commands. The numbers above 63 are those of BSD {@code sysexits.h}, so
 * that a supervisor or a cron wrapper may already know them.
 */
public enum ExitCode {
  /** Everything asked for was done, or there was nothing to do. */
  OK(0),
  /** Some files could not be read or were refused; the others are safe. */
  INCOMPLETE(1),
  /** adduser changed nothing: the name is taken, or there is no such user. */
  UNCHANGED(1),
  /** Wrong usage or configuration: trying again without a change is useless. */
  USAGE(2),
  /** A defect of this program ({@code EX_SOFTWARE}). */
  INTERNAL(70),
  /** The server could not be reached ({@code EX_UNAVAILABLE}). */
  UNREACHABLE(69),
  /** Something this machine refuses, such as a full disk ({@code EX_IOERR}). */
  IO_ERROR(74),
  /** Not now, try again later ({@code EX_TEMPFAIL}): interface down, another client at work. */
  NOT_NOW(75),
  /** The server did not prove that it is the right one ({@code EX_PROTOCOL}). */
  SERVER_UNPROVEN(76),
  /** The server refused the login ({@code EX_NOPERM}). */
  LOGIN_REFUSED(77);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status, 0 to 255. */
  public int number() {
    return number;
  }
}
