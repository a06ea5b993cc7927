package autoupload.client.content;

/** Failure to send what was offered; something else has to be offered in its place. */
public final class NotAsOffered extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Content instead;

  /**
   * @param instead what to offer
   */
  public NotAsOffered(Content instead) {
    super("another form of the file is to be offered");
    this.instead = instead;
  }

  /** What to offer. */
  public Content instead() {
    return instead;
  }
}
