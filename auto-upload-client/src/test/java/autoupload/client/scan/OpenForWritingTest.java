package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scan.ReadLease.Answer;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenForWritingTest {
  @TempDir Path folder;
  private SettledFile file;
  private SettledFile other;

  @BeforeEach
  void makeFiles() throws IOException {
    file = file("größe.bin");
    other = file("other.bin");
  }

  private SettledFile file(String name) throws IOException {
    Path path = Files.writeString(folder.resolve(name), "content");
    return new SettledFile(folder, new UploadName(name), FileIdentity.read(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {">>", "<>"})
  void aWriterIsSeenByTheLeaseAndItsEndToo(String redirection) throws Exception {
    Holder.whileOpen(
        file.path(),
        redirection,
        () -> {
          assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.WRITTEN);
          assertThat(ReadLease.ask(other.path())).isEqualTo(Answer.NOT_WRITTEN);
        });
    assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.NOT_WRITTEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {">>", "<>"})
  void aWriterIsSeenAmongTheDescriptorsAndItsEndToo(String redirection) throws Exception {
    Holder.whileOpen(
        file.path(),
        redirection,
        () -> {
          assertThat(OpenDescriptors.written(List.of(file.path(), other.path())))
              .containsExactly(file.path());
        });
    assertThat(OpenDescriptors.written(List.of(file.path(), other.path()))).isEmpty();
  }

  @Test
  void aReaderIsNoWriter() throws Exception {
    Holder.whileOpen(
        file.path(),
        "<",
        () -> {
          assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.NOT_WRITTEN);
          assertThat(OpenDescriptors.written(List.of(file.path()))).isEmpty();
        });
  }

  @Test
  void aWriterThroughAnotherNameIsSeenForAllNames() throws Exception {
    Files.createLink(folder.resolve("link.bin"), file.path());
    SettledFile link =
        new SettledFile(
            folder, new UploadName("link.bin"), FileIdentity.read(folder.resolve("link.bin")));
    Holder.whileOpen(
        link.path(),
        ">>",
        () -> {
          assertThat(OpenDescriptors.written(List.of(file.path(), link.path(), other.path())))
              .containsExactlyInAnyOrder(file.path(), link.path());
          assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.WRITTEN);
        });
  }

  @Test
  void aWriterHoldsBackItsOwnFileOnly() throws Exception {
    Holder.whileOpen(
        file.path(),
        ">>",
        () -> {
          assertThat(new OpenForWriting().among(List.of(file, other))).containsExactly(file);
        });
  }

  @Test
  void nobodyKnowsAboutWhatIsGoneOrNoFile() throws Exception {
    Files.delete(file.path());
    assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.UNKNOWN);
    assertThat(new OpenForWriting().among(List.of(file))).isEmpty();

    Files.createSymbolicLink(file.path(), other.path());
    assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.UNKNOWN);
    // Opening a pipe that nobody writes to would wait for ever.
    Files.delete(file.path());
    assertThat(new ProcessBuilder("mkfifo", file.path().toString()).start().waitFor()).isZero();
    assertThat(ReadLease.ask(file.path())).isEqualTo(Answer.UNKNOWN);
  }

  @Test
  void noDescriptorIsLeftOpen() throws Exception {
    for (int i = 0; i < 100; i++) {
      ReadLease.ask(file.path());
    }

    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.filter(this::leadsToTheFile)).isEmpty();
    }
  }

  private boolean leadsToTheFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file.path());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Without F_SETSIG this ends the test's own JVM (SIGIO), and an opener whom nobody lets in waits
   * for /proc/sys/fs/lease-break-time, which is 45 s.
   */
  @Test
  void openersAreLetInAndTheJvmSurvivesThem() throws Exception {
    String script = "i=0; while [ $i -lt 20000 ]; do : >>\"$1\" || exit 1; i=$((i+1)); done";
    Process openers =
        new ProcessBuilder("sh", "-c", script, "sh", file.path().toString()).inheritIO().start();
    Set<Answer> answers = EnumSet.noneOf(Answer.class);

    do {
      answers.add(ReadLease.ask(file.path()));
    } while (openers.isAlive());

    assertThat(openers.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(openers.exitValue()).isZero();
    assertThat(answers).contains(Answer.NOT_WRITTEN).doesNotContain(Answer.UNKNOWN);
  }
}
