package autoupload.server.reload;

import autoupload.cli.OperatorError;
import autoupload.tls.ServerIdentity;
import autoupload.tls.ServerTls;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server proves itself with, read again when certificate or key change, as they do when
 * certbot renews them. Connections go on with what they began with. Files that are no use keep the
 * last good ones.
 */
public final class ReloadedTls {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedTls.class);

  private final Path certificates;
  private final Path key;
  private final FileChanges changes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile SSLContext current;
  private String complaint = "";

  private ReloadedTls(Path certificates, Path key, FileChanges changes) {
    this.certificates = certificates;
    this.key = key;
    this.changes = changes;
    this.current = load();
  }

  /**
   * Reads certificate and key for the first time.
   *
   * @throws OperatorError if they are no use
   */
  public static ReloadedTls open(Path certificates, Path key) {
    return new ReloadedTls(certificates, key, new FileChanges(certificates, key));
  }

  /** For new connections. */
  public SSLContext current() {
    return current;
  }

  /**
   * Reads the files again if they changed and were left alone since.
   *
   * @param always reads them in any case
   */
  public void refresh(boolean always) {
    lock.lock();
    try {
      if (always || changes.settled()) {
        reload();
      }
    } finally {
      lock.unlock();
    }
  }

  private void reload() {
    changes.reading();
    try {
      current = load();
      complaint = "";
    } catch (OperatorError e) {
      changes.failed();
      if (!complaint.equals(e.getMessage())) {
        complaint = e.getMessage();
        LOG.error("certificate or key unusable, the last good ones count cause={}", complaint);
      }
    }
  }

  private SSLContext load() {
    ServerIdentity identity = ServerIdentity.load(certificates, key);
    identity.warnings().forEach(LOG::warn);
    LOG.info("certificate read until={}", identity.chain().get(0).getNotAfter().toInstant());
    return ServerTls.context(identity);
  }
}
