package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.age.Identity;
import autoupload.age.Recipient;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipientPinTest {
  private static final Recipient FIRST = Identity.generate().recipient();
  private static final Recipient SECOND = Identity.generateHybrid().recipient();

  @TempDir private Path folder;

  private final List<String> news = new ArrayList<>();

  private Path path() {
    return folder.resolve("recipient");
  }

  private void check(Optional<Recipient> accepted, Recipient told) {
    Recipients now =
        new RecipientPin(path(), accepted).check(Optional.of(told.toString()), news::add);
    assertThat(now.all()).containsExactly(told);
  }

  private void assertRefused(Optional<Recipient> accepted, Optional<String> told, String... words) {
    assertThatThrownBy(() -> new RecipientPin(path(), accepted).check(told, news::add))
        .isInstanceOfSatisfying(
            OperatorError.class,
            error -> {
              ExitCode code = Files.exists(path()) ? ExitCode.SERVER_UNPROVEN : ExitCode.USAGE;
              assertThat(error.exitCode()).isEqualTo(code);
              assertThat(error).hasMessageContainingAll(words);
            });
  }

  @Test
  void whatAServerSaysFirstIsBelievedAndKept() throws IOException {
    check(Optional.empty(), FIRST);
    check(Optional.empty(), FIRST);

    assertThat(news).singleElement().asString().contains(FIRST.toString());
    assertThat(path()).hasContent(FIRST.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  void anotherOneIsRefusedUntilItsUserSaysThatItIsRight() {
    check(Optional.empty(), FIRST);

    assertRefused(
        Optional.empty(),
        Optional.of(SECOND.toString()),
        "than " + FIRST,
        "nothing was uploaded",
        "--accept-recipient " + SECOND);
    assertRefused(Optional.of(FIRST), Optional.of(SECOND.toString()), "nothing was uploaded");
    check(Optional.empty(), FIRST);

    check(Optional.of(SECOND), SECOND);
    check(Optional.empty(), SECOND);
    check(Optional.of(SECOND), SECOND);
    assertThat(news).hasSize(2);
  }

  @Test
  void whoSaysWhomToExpectBelievesNoOther() {
    assertThatThrownBy(
            () ->
                new RecipientPin(path(), Optional.of(FIRST))
                    .check(Optional.of(SECOND.toString()), news::add))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("than " + FIRST);
    assertThat(path()).doesNotExist();
  }

  @Test
  void withoutARecipientNothingIsSealed() {
    assertRefused(Optional.empty(), Optional.empty(), "--recipient", "adduser --update --identity");
    check(Optional.empty(), FIRST);
    assertRefused(Optional.empty(), Optional.empty(), "any more", "--recipient " + FIRST);
    assertRefused(Optional.empty(), Optional.of("age1nonsense"), "of no use");
  }

  @Test
  void aPinThatCannotBeReadIsNotTakenForNone() throws IOException {
    Files.writeString(path(), "nonsense\n");

    assertThatThrownBy(() -> check(Optional.empty(), FIRST))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("remove " + path());
  }
}
