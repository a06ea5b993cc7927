package autoupload.client.link;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Messages about a connection that is lost and tried again: each reason once, and at the end how
 * often and how long, instead of a line for each try. Used by the thread that sends.
 */
public final class Reconnects {
  private final Consumer<String> onTrouble;
  private final Set<String> said = new HashSet<>();
  private int tries;
  private long since;

  public Reconnects(Consumer<String> onTrouble) {
    this.onTrouble = onTrouble;
  }

  /** It was lost, or not to be had, and will be tried again. */
  public void failed(String reason) {
    if (tries++ == 0) {
      since = System.nanoTime();
    }
    if (said.add(reason)) {
      onTrouble.accept(reason + "; trying again");
    }
  }

  /** There is one again; whether it lasts is not known yet. */
  public void connected() {
    if (tries > 1) {
      onTrouble.accept("the server answers again, after " + sum());
    }
  }

  /** It is not tried any more in this pass. */
  public void gaveUp() {
    if (tries > 1) {
      onTrouble.accept("gave up after " + sum());
    }
  }

  private String sum() {
    Duration time = Duration.ofNanos(System.nanoTime() - since);
    return tries + " tries in " + time.toMinutes() + " min " + time.toSecondsPart() + " s";
  }

  /** Something got through: the next loss is news. */
  public void reset() {
    said.clear();
    tries = 0;
  }
}
