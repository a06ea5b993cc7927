package autoupload.client;

import autoupload.client.scan.FileChoice;
import autoupload.client.send.LoginDetails;
import autoupload.client.send.ServerAddress;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything a pass needs to know, checked.
 *
 * @param login who logs in from which device
 * @param folder a real path
 * @param choice which files, and in which order
 * @param erase whether sources go once the server has them
 * @param keepNewest so many of the newest files are never erased
 * @param retryFor how long a lost server is tried again
 */
record ClientSettings(
    ServerAddress server,
    LoginDetails login,
    ClientTrust trust,
    Path folder,
    FileChoice choice,
    InterfaceGate gate,
    boolean erase,
    int keepNewest,
    Duration retryFor) {}
