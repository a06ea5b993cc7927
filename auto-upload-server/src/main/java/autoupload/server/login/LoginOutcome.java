package autoupload.server.login;

import java.util.Optional;

/** What became of a login. A client that is denied is told nothing of the reason. */
public sealed interface LoginOutcome {
  /** What the client proved itself with. */
  enum Proof {
    /** A password, of an account that needs no more. */
    PASSWORD,
    /** A password and a one-time code. */
    CODE,
    /** A ticket of an earlier login. */
    TICKET
  }

  /** Why not. */
  enum Reason {
    /** No such user, a wrong password, or no right code. */
    WRONG(true),
    /** The password is right, and so is the code, but somebody logged in with it before. */
    CODE_USED(false),
    /** The ticket is void; whoever has one once had the password too. */
    TICKET_VOID(false);

    private final boolean guess;

    Reason(boolean guess) {
      this.guess = guess;
    }

    /** Whether it counts against the client, as guessing does. */
    public boolean isGuess() {
      return guess;
    }
  }

  /**
   * The client is in.
   *
   * @param ticket with which it gets in again; empty if it is to keep the one it has
   */
  record Accepted(AuthenticatedUser user, Proof proof, Optional<Ticket> ticket)
      implements LoginOutcome {}

  /** The client is not in. */
  record Denied(Reason reason) implements LoginOutcome {}
}
