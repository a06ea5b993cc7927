package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PasswordPromptTest {
  private static final UserName ANNA = new UserName("anna");

  private final List<String> questions = new ArrayList<>();

  private PasswordPrompt typing(char[]... answers) {
    Queue<char[]> queue = new ArrayDeque<>(List.of(answers));
    return new PasswordPrompt(
        question -> {
          questions.add(question);
          return queue.remove();
        });
  }

  @Test
  void asksTwiceAndKeepsOneCopy() {
    char[] second = "geheim".toCharArray();

    assertThat(typing("geheim".toCharArray(), second).newPassword(ANNA))
        .containsExactly('g', 'e', 'h', 'e', 'i', 'm');

    assertThat(questions).containsExactly("new password for anna: ", "the same once more: ");
    assertThat(second).containsOnly('\0');
  }

  @Test
  void refusesAndWipesTwoThatDiffer() {
    char[] first = "geheim".toCharArray();
    char[] second = "gehiem".toCharArray();

    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> typing(first, second).newPassword(ANNA))
        .withMessageContaining("differ")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));

    assertThat(first).containsOnly('\0');
    assertThat(second).containsOnly('\0');
  }
}
