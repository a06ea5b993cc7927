package autoupload.server.reload;

import autoupload.operator.OperatorError;
import autoupload.server.log.Limit;
import autoupload.tls.ServerIdentity;
import autoupload.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS context of the server, reloaded when certificate or key change, as they do when certbot
 * renews them. Open connections keep the context they began with.
 */
public final class ReloadedTls {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedTls.class);

  /** How long putting new files in place takes at most. */
  private static final Duration WORK = Duration.ofMinutes(1);

  private final Reloadable<SSLContext> context;

  private ReloadedTls(Path certificates, Path key) {
    context =
        new Reloadable<>(
            new FileChanges(certificates, key),
            () -> load(certificates, key),
            () -> load(certificates, key),
            "certificate or key unusable, the last good ones count");
  }

  /**
   * Reads certificate and key for the first time.
   *
   * @throws OperatorError if they are no use
   */
  public static ReloadedTls open(Path certificates, Path key) {
    return new ReloadedTls(certificates, key);
  }

  /**
   * Whether somebody may be at work on one of the files, so that the pair is right in a moment: it
   * is empty, or changed less than a minute ago.
   */
  public static boolean areBeingReplaced(Path certificates, Path key) {
    return isBeingReplaced(certificates) || isBeingReplaced(key);
  }

  private static boolean isBeingReplaced(Path file) {
    try {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      return Files.size(file) == 0 || Instant.now().isBefore(changed.plus(WORK));
    } catch (IOException e) {
      return false; // the next look tells it from what is wrong
    }
  }

  /** For new connections. */
  public SSLContext current() {
    return context.current();
  }

  /**
   * Reads the files again if they changed and were left alone since.
   *
   * @param always reads them in any case
   */
  public void refresh(boolean always) {
    context.refresh(always);
  }

  private static SSLContext load(Path certificates, Path key) {
    ServerIdentity identity = ServerIdentity.load(certificates, key);
    identity
        .warnings()
        .forEach(
            text ->
                LOG.atWarn()
                    .setMessage("clients may refuse the certificate")
                    .addKeyValue("cause", text)
                    .log());
    LOG.atInfo()
        .setMessage("certificate read")
        .addMarker(Limit.NONE)
        .addKeyValue("until", identity.chain().get(0).getNotAfter().toInstant())
        .log();
    return ServerTls.context(identity);
  }
}
