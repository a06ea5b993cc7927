package autoupload.client.login;

import java.io.IOException;

/** The server does not take the ticket, or would not any more; password and code may do. */
public final class TicketRefused extends IOException {
  private static final long serialVersionUID = 1L;

  TicketRefused() {
    super("the login ticket is void");
  }
}
