package autoupload.server.login;

/** 128 bits of a keyed hash, by which something secret or long is recognised again. */
record Fingerprint(long high, long low) {
  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "Fingerprint";
  }
}
