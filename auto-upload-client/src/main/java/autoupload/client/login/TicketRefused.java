package autoupload.client.login;

import java.io.IOException;

/**
 * Refusal of the ticket: the server does not take it, or would not any more; password and code may
 * do.
 */
public final class TicketRefused extends IOException {
  private static final long serialVersionUID = 1L;

  TicketRefused() {
    super("the login ticket is void");
  }
}
