package autoupload.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Markers with a rate limit other than the usual one, for the few events that may be logged more
 * often than once a minute for one cause and source.
 */
public final class Limit {
  /** Written each time: what is slowed down elsewhere, stays on the disk, or an operator does. */
  public static final Marker NONE = MarkerFactory.getMarker("EACH_TIME");

  /** Written ten times a minute: connections come in bursts. */
  public static final Marker TEN_A_MINUTE = MarkerFactory.getMarker("TEN_A_MINUTE");

  private Limit() {}

  /** How many lines of the event there may be in a minute. */
  static int of(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    if (markers == null) {
      return 1;
    }
    if (markers.contains(NONE)) {
      return Integer.MAX_VALUE;
    }
    return markers.contains(TEN_A_MINUTE) ? 10 : 1;
  }
}
