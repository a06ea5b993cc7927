package autoupload.client.pass;

import autoupload.client.link.Connector;
import autoupload.client.login.LoginDetails;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.OwnFiles;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of a pass, checked.
 *
 * @param connector the way to the server
 * @param login who logs in from which device
 * @param source what is uploaded
 * @param choice which files, and in which order
 * @param own files that are no source
 * @param sealing whether files are sealed, and for whom
 * @param seals those of files under way
 * @param erase whether sources go once the server has them
 * @param keepNewest so many of the newest files are never erased
 * @param retryFor how long a lost server is tried again
 */
public record ClientSettings(
    Connector connector,
    LoginDetails login,
    SourceFolder source,
    FileChoice choice,
    OwnFiles own,
    Sealing sealing,
    Seals seals,
    boolean erase,
    int keepNewest,
    Duration retryFor) {
  /** A real path. */
  Path folder() {
    return source.path();
  }
}
