package autoupload.tests.harness;

/** Kinds of secrets that must not be in any log. */
public enum SecretKind {
  PASSWORD,
  /** A password's hash, which can be guessed at. */
  HASH,
  /** The seed of one-time codes. */
  SEED,
  TICKET,
  /** What opens sealed files. */
  IDENTITY,
  PRIVATE_KEY;

  /** How the name of a file says that these are in it on purpose. */
  String shown() {
    return "-shows-" + this;
  }
}
