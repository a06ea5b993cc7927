package autoupload.adduser;

import autoupload.upload.UserName;
import io.nayuki.qrcodegen.QrCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Printout of the seed of one-time codes in every form that an app or a script may want. */
final class TotpNotice {
  private static final String ISSUER = "Auto Upload";

  private TotpNotice() {}

  /**
   * Prints seed and URI, each in a line that a script can find, and perhaps the QR code.
   *
   * @param qr whether to print the QR code
   * @param colours whether a terminal is there that understands ECMA-48
   */
  static void print(PrintWriter out, UserName user, String seed, boolean qr, boolean colours) {
    String uri = uri(user, seed);
    out.println("seed: " + seed);
    out.println("uri: " + uri);
    if (qr) {
      out.print(TerminalQrCode.draw(QrCode.encodeText(uri, QrCode.Ecc.LOW), colours));
    }
    out.println(
        "give the seed to the client (--totp-file), or scan the code with an authenticator app");
    out.flush();
  }

  /** As authenticator apps read it; what is left out is their default and ours. */
  static String uri(UserName user, String seed) {
    return "otpauth://totp/"
        + escaped(ISSUER)
        + ":"
        + escaped(user.value())
        + "?secret="
        + seed
        + "&issuer="
        + escaped(ISSUER);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
