package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import autoupload.operator.OperatorError;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PasswordRulesTest {
  static Stream<String> allowed() {
    return Stream.of(
        "x",
        " ",
        "mypwd",
        "päss wörd 🎥",
        "#/$\t",
        "a".repeat(1024),
        "é".repeat(512),
        "€".repeat(341),
        "🎥".repeat(256));
  }

  static Stream<String> refused() {
    return Stream.of(
        "",
        "a\0",
        "a\nb",
        "\r",
        "caf\uFFFD",
        "a\ud83c",
        "\udfa5\ud83c",
        "a".repeat(1025),
        "é".repeat(512) + "a",
        "€".repeat(341) + "é",
        "🎥".repeat(256) + "a");
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void allowsWhatEveryClientCanSend(String password) {
    assertThatNoException().isThrownBy(() -> PasswordRules.check(password.toCharArray()));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatNobodySendsOnPurpose(String password) {
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> PasswordRules.check(password.toCharArray()));
  }
}
