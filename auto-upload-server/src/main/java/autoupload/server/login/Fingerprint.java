package autoupload.server.login;

/** 128-bit keyed hash of something secret or long, for lookups. */
record Fingerprint(long high, long low) {
  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "Fingerprint";
  }
}
