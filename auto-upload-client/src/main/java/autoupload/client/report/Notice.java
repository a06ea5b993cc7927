package autoupload.client.report;

/**
 * Kinds of lines that the client says to whoever runs it, each with how often it is said.
 * Everything but the summary and the lines of {@code --verbose} passes through one of these, so
 * that a new kind has to choose: a line at each run is a mail every five minutes under cron.
 */
public enum Notice {
  /** A file whose name cannot be stored, or a file or folder that cannot be looked at. */
  UNUSABLE(Repeat.WHILE_IT_LASTS, true),
  /** A name that Auto Upload keeps for itself. */
  RESERVED_NAME(Repeat.WHILE_IT_LASTS, false),
  /** A state folder, a file that an option names, or the program itself. */
  OWN_FILE(Repeat.WHILE_IT_LASTS, false),
  /** A file that could not be uploaded. */
  FAILED(Repeat.ONCE_A_FILE, true),
  /** A file that failed so often that it is left alone for a while; only the summary tells. */
  RESTING(Repeat.ONCE_A_FILE, false),
  /** A source that is on the server and should be gone, and is not. */
  KEPT(Repeat.ONCE_A_FILE, true),
  /** A folder of such sources, none of which can go. */
  FOLDER_KEPT(Repeat.WHILE_IT_LASTS, true),
  /** This machine has not what erasing safely takes. */
  ERASING_UNSUPPORTED(Repeat.ONCE, false),
  /** What an earlier run began to erase, and cannot be finished. */
  ERASING_UNFINISHED(Repeat.WHILE_IT_LASTS, true),
  /** A full disk had no room for what overwrites. */
  NOT_OVERWRITTEN(Repeat.ONCE, false),
  /** A recording without its end that is not waited for any longer. */
  RECORDING_UNFINISHED(Repeat.ONCE_A_FILE, false),
  /** A file of a secret that every user of the machine may read. */
  SECRET_EXPOSED(Repeat.WHILE_IT_LASTS, true),
  /**
   * The state folder's file system keeps no file from others, so the login's ticket is not kept.
   */
  TICKET_NOT_KEPT(Repeat.ONCE, false),
  /** The network interface is held to less strictly than it might be. */
  WEAK_BINDING(Repeat.WHILE_IT_LASTS, false),
  /** Another client has the state folder; usual where a run takes longer than cron waits. */
  OTHER_CLIENT(Repeat.ONCE_A_MONTH, true),
  /** Overwriting does not reach the old bytes of what is erased. */
  OLD_BYTES_SURVIVE(Repeat.ONCE, false),
  /** What was uploaded before sealing was asked for is not sealed. */
  NOT_SEALED_BEFORE(Repeat.ONCE, false),
  /** Whom files are sealed for from now on; it is remembered, so it comes once by itself. */
  RECIPIENT_REMEMBERED(Repeat.EACH_TIME, false),
  /** The server has another store than before; so does this. */
  OTHER_STORE(Repeat.EACH_TIME, false),
  /** Why the pass could not do what is left; what was said before is not passed on to here. */
  PASS_FAILED(Repeat.EACH_TIME, true);

  /** Limits on how often a notice of one subject is said by all runs with one state folder. */
  public enum Repeat {
    /** Whenever it is the case. */
    EACH_TIME,
    /** Once, and again when it changed, after thirty days, or after a pass found it to be over. */
    WHILE_IT_LASTS,
    /** As {@link #WHILE_IT_LASTS}; it is over when that file is gone, uploaded or erased. */
    ONCE_A_FILE,
    /** Once in thirty days, however often it comes and goes. */
    ONCE_A_MONTH,
    /** Once for as long as the state folder lasts. */
    ONCE
  }

  private final Repeat repeat;
  private final boolean isProblem;

  Notice(Repeat repeat, boolean isProblem) {
    this.repeat = repeat;
    this.isProblem = isProblem;
  }

  /** How often it is said. */
  public Repeat repeat() {
    return repeat;
  }

  /** Whether {@code --quiet} shows it. */
  boolean isProblem() {
    return isProblem;
  }
}
