package autoupload.client.login;

import autoupload.upload.ClientId;
import autoupload.wire.Secret;

/**
 * Credentials of a login, with the device they come from.
 *
 * @param user the account
 * @param password the account's, kept for reconnects
 * @param codes gives the account's one-time codes, if it has any
 * @param ticket what an earlier login left, and this one leaves
 * @param client which device this is
 * @param device what the device is called, for the server's log
 */
public record LoginDetails(
    String user,
    Secret password,
    CodeSource codes,
    TicketFile ticket,
    ClientId client,
    String device) {}
