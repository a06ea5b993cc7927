package autoupload.client;

import autoupload.client.send.ServerAddress;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import autoupload.wire.Secret;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything a pass needs to know, checked.
 *
 * @param folder a real path
 * @param erase whether sources go once the server has them
 * @param settle how long a file must be quiet
 * @param giveUpWaiting how long after its last change an unfinished recording is waited for
 * @param retryFor how long a lost server is tried again
 * @param state under which folder the client remembers things
 */
record ClientSettings(
    ServerAddress server,
    String user,
    Secret password,
    ClientTrust trust,
    Path folder,
    InterfaceGate gate,
    boolean erase,
    Duration settle,
    Duration giveUpWaiting,
    Duration retryFor,
    Path state) {}
