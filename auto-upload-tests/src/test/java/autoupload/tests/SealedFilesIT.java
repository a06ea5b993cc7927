package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.AgeSeal;
import autoupload.age.Recipient;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and sealed files, with the real jar, which holds only a part of Bouncy Castle. */
final class SealedFilesIT {
  private static final int SIZE = 1_000_000;

  @RegisterExtension final Site site = new Site();

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    return content;
  }

  private Path sealed(String recipient) throws IOException {
    Path file = site.path("clip.mp4.age");
    try (AgeSeal seal = AgeSeal.create(List.of(Recipient.parse(recipient)));
        InputStream in = seal.seal(o -> new ByteArrayInputStream(content()), SIZE, 0)) {
      Files.copy(in, file);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--output", "--pq"})
  void aKeyThatTheClientMadeOpensWhatIsSealedForIt(String kind) throws Exception {
    Path identity = site.path("identity");
    List<String> options =
        kind.equals("--pq")
            ? List.of("--pq", "-o", identity.toString())
            : List.of("-o", identity.toString());
    String recipient = site.jar("client").with("keygen").with(options).runOrFail().out().get(0);
    Path sealed = sealed(recipient);

    site.jar("client").with("decrypt", "-i", identity.toString(), sealed.toString()).runOrFail();

    assertThat(site.path("clip.mp4")).hasBinaryContent(content());
  }

  @Test
  void aWrongKeyOpensNothingAndEndsWithOne() throws Exception {
    Path mine = site.path("mine");
    Path other = site.path("other");
    String recipient =
        site.jar("client").with("keygen", "-o", mine.toString()).runOrFail().out().get(0);
    site.jar("client").with("keygen", "-o", other.toString()).runOrFail();
    Path sealed = sealed(recipient);

    RunningCommand run =
        site.jar("client").with("decrypt", "-i", other.toString(), sealed.toString()).run();

    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("not sealed for any");
    assertThat(site.path("clip.mp4")).doesNotExist();
  }
}
