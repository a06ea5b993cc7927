package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalQrCodeTest {
  private final QrCode code = QrCode.encodeText("otpauth://totp/x?secret=y", QrCode.Ecc.LOW);

  private static boolean isLight(List<String> lines, int x, int y) {
    char c = lines.get(y / 2).charAt(x);
    return y % 2 == 0 ? c == '\u2588' || c == '\u2580' : c == '\u2588' || c == '\u2584';
  }

  @Test
  void everyModuleIsWhereItBelongsWithAMarginAround() {
    List<String> lines = TerminalQrCode.draw(code, false).lines().toList();

    assertThat(lines).hasSize((code.size + 5) / 2).allMatch(l -> l.length() == code.size + 4);
    for (int y = 0; y < code.size + 4; y++) {
      for (int x = 0; x < code.size + 4; x++) {
        assertThat(isLight(lines, x, y)).isEqualTo(!code.getModule(x - 2, y - 2));
      }
    }
  }

  @Test
  void coloursAreSetAndResetInEachLine() {
    assertThat(TerminalQrCode.draw(code, true).lines())
        .allMatch(line -> line.startsWith("\u001b[97;40m") && line.endsWith("\u001b[0m"));
  }
}
