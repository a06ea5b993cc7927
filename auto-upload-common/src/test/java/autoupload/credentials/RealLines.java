package autoupload.credentials;

/** Two lines that the original system wrote, published with it. */
final class RealLines {
  static final String SAMUELE_HASH =
      "$argon2id$v=19$m=102400,t=2,p=8$EzLx2PAzeyAyfruUO8kVvw$wpFvzBwebsmbj74bemEsaQ";
  static final String SAMUELE = "samuele#" + SAMUELE_HASH;
  static final String SAMUELE_PASSWORD = "mypwd";

  static final String BOB_HASH =
      "$argon2id$v=19$m=102400,t=2,p=8$LjEqwWrNHYfE1PuXo44rmA$lAOkMUkONwGbzeVnR/EysQ";
  static final String BOB = "bob#" + BOB_HASH;

  private RealLines() {}
}
