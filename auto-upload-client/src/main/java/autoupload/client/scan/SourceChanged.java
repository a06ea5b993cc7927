package autoupload.client.scan;

import java.io.EOFException;

/** Failure because the file is not what it was; it is left for a later pass. */
public final class SourceChanged extends EOFException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened to "it"
   */
  public SourceChanged(String message) {
    super(message);
  }
}
