package autoupload.client.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.age.Identity;
import autoupload.client.scripted.ExfatCard;
import autoupload.operator.OperatorError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SealsTest {
  private static final Recipients RECIPIENTS =
      new Recipients(List.of(Identity.generate().recipient()));
  private static final SealSubject SUBJECT =
      new SealSubject("a", 1, Instant.EPOCH, Instant.EPOCH, RECIPIENTS.fingerprint());

  @TempDir private Path temporary;

  private static void create(Seals seals) {
    seals.create(SUBJECT, RECIPIENTS).close();
  }

  private static boolean has(Seals seals) {
    var found = seals.find(SUBJECT);
    found.ifPresent(KeptSeal::close);
    return found.isPresent();
  }

  @Test
  void whereASealCanBeKeptFromOthersTheNextRunHasItAndRefusesOneThatTheyMayRead() throws Exception {
    Path folder = temporary.resolve("seals");
    create(new Seals(folder));

    assertThat(has(new Seals(folder))).isTrue();
    try (Stream<Path> all = Files.list(folder)) {
      Files.setPosixFilePermissions(
          all.findFirst().orElseThrow(), PosixFilePermissions.fromString("rw-r--r--"));
    }
    assertThatThrownBy(() -> has(new Seals(folder))).isInstanceOf(OperatorError.class);
  }

  @Test
  void whereNoFileCanBeKeptFromOthersOnlyThisRunHasItAndNoneStopsTheClient() throws Exception {
    try (ExfatCard card = ExfatCard.mount(temporary)) {
      Path folder = card.folder().resolve("seals");
      Seals seals = new Seals(folder);
      create(seals);

      assertThat(has(seals)).isTrue();
      Seals next = new Seals(folder);
      assertThat(has(next)).isFalse();
      create(next);
      assertThat(has(next)).isTrue();
    }
  }
}
