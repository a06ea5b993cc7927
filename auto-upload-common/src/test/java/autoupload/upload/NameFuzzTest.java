package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a name holds, one that is accepted leads to no other folder. */
class NameFuzzTest {
  private static final Path FOLDER = Path.of("/folder");

  private static final List<byte[]> NAMES =
      List.of("drive.bin", "a/b/c", "../up", "./here", "a//b", ".auto-upload/x", "café 🚗", "\0\n")
          .stream()
          .map(name -> name.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void aNameLeadsNowhereElse() throws IOException {
    int[] accepted = {0};
    new Mutations(NAMES)
        .each(
            bytes -> {
              String text = new String(bytes, StandardCharsets.UTF_8);
              try {
                String name = new UploadName(text).value();
                accepted[0]++;
                assertThat(List.of(name.split("/", -1))).doesNotContain("", ".", "..");
                assertThat(name).doesNotContain("\0", "\n").doesNotStartWith(".auto-upload");
              } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
              try {
                String user = new UserName(text).value();
                assertThat(FOLDER.resolve(user).normalize().getParent()).isEqualTo(FOLDER);
                accepted[0]++;
              } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
            });
    assertThat(accepted[0]).isPositive();
  }
}
