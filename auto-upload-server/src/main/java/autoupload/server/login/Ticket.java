package autoupload.server.login;

import autoupload.wire.Secret;
import java.time.Duration;

/**
 * Bearer token that stands in for password and code at the next logins of one device.
 *
 * @param secret 32 random bytes
 * @param life how long from now on
 */
public record Ticket(Secret secret, Duration life) {}
