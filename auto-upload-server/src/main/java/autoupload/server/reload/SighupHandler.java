package autoupload.server.reload;

import autoupload.cli.Terminal;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handler for SIGHUP, which tells a daemon to read its files again. On a terminal the signal keeps
 * its other meaning: the window was closed, so end.
 */
public final class SighupHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SighupHandler.class);

  private SighupHandler() {}

  /** Runs {@code action} at each SIGHUP from now on, in a thread of the JVM's. */
  public static void then(Runnable action) {
    if (Terminal.find().isPresent()) {
      return;
    }
    try { // by reflection, for javac warns of sun.misc and cannot be told not to
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handle =
          Proxy.newProxyInstance(
              SighupHandler.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.invoke(action, arguments);
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handle);
    } catch (ReflectiveOperationException | RuntimeException e) { // such as java -Xrs
      LOG.atWarn()
          .setMessage("SIGHUP ends the server instead of reading its files again")
          .addKeyValue("cause", e)
          .log();
    }
  }
}
