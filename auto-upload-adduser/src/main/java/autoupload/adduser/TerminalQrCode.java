package autoupload.adduser;

import io.nayuki.qrcodegen.QrCode;

/**
 * QR code in characters, two modules in each: light modules are drawn, as on the dark terminals
 * most people have, and with colours it is dark on light on every terminal.
 */
final class TerminalQrCode {
  /** Light modules around it; the standard wants four, and every scanner is content with two. */
  private static final int MARGIN = 2;

  private static final String WHITE_ON_BLACK = "\u001b[97;40m"; // ECMA-48, SGR
  private static final String RESET = "\u001b[0m";

  private TerminalQrCode() {}

  static String draw(QrCode code, boolean colours) {
    StringBuilder text = new StringBuilder();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      text.append(colours ? WHITE_ON_BLACK : "");
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        boolean upper = isLight(code, x, y);
        boolean lower = isLight(code, x, y + 1);
        text.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
      }
      text.append(colours ? RESET : "").append(System.lineSeparator());
    }
    return text.toString();
  }

  /** What is outside is light. */
  private static boolean isLight(QrCode code, int x, int y) {
    return !code.getModule(x, y);
  }
}
