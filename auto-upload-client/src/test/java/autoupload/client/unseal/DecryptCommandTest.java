package autoupload.client.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.age.AgeSeal;
import autoupload.age.Identity;
import autoupload.age.KeyFile;
import autoupload.age.Recipient;
import autoupload.cli.CommandMain;
import autoupload.client.ClientCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecryptCommandTest {
  private static final Instant RECORDED = Instant.parse("2024-05-06T07:08:09Z");

  @TempDir private Path folder;
  private StringWriter out;
  private StringWriter err;
  private Identity identity;
  private Path key;

  @BeforeEach
  void makeAKey() {
    identity = Identity.generate();
    key = folder.resolve("identity");
    KeyFile.create(key, identity);
  }

  private int run(Object command, Object... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandMain.run(
        ClientCommand.class,
        command,
        Stream.of(arguments).map(Object::toString).toArray(String[]::new),
        new PrintWriter(out),
        new PrintWriter(err));
  }

  private int decrypt(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("-i", key));
    all.addAll(List.of(arguments));
    return run(new DecryptCommand(), all.toArray());
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private Path sealed(String name, byte[] content) throws IOException {
    return sealed(name, content, identity.recipient());
  }

  private Path sealed(String name, byte[] content, Recipient recipient) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (AgeSeal seal = AgeSeal.create(List.of(recipient));
        InputStream in = seal.seal(offset -> source(content, offset), content.length, 0)) {
      Files.copy(in, file);
    }
    Files.setLastModifiedTime(file, FileTime.from(RECORDED));
    return file;
  }

  private static InputStream source(byte[] content, long offset) {
    return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.equals("identity"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileIsOpenedBesideTheSealedOne() throws IOException {
    Path sealed = sealed("clip.mp4.age", content(200_000));

    assertThat(decrypt(sealed)).as(err.toString()).isZero();

    assertThat(folder.resolve("clip.mp4")).hasBinaryContent(content(200_000));
    assertThat(Files.getLastModifiedTime(folder.resolve("clip.mp4")).toInstant())
        .isEqualTo(RECORDED);
    assertThat(files()).containsExactly("clip.mp4", "clip.mp4.age");
    assertThat(out).hasToString("opened 1\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFolderIsOpenedWithEverythingInIt() throws IOException {
    sealed("in/a.txt.age", content(0));
    sealed("in/deep/er/b.age", content(70_000));
    Files.writeString(folder.resolve("in/plain.txt"), "not sealed");
    Files.writeString(folder.resolve("in/.age"), "no name");

    assertThat(decrypt(folder.resolve("in"))).as(err.toString()).isZero();

    assertThat(folder.resolve("in/a.txt")).isEmptyFile();
    assertThat(folder.resolve("in/deep/er/b")).hasBinaryContent(content(70_000));
    assertThat(files()).hasSize(6);
  }

  @Test
  void theOutputMayGoElsewhere() throws IOException {
    Path one = sealed("in/a.age", content(1));
    sealed("in/deep/b.age", content(2));

    assertThat(decrypt("-o", folder.resolve("plain.bin"), one)).isZero();
    assertThat(decrypt("-o", folder.resolve("out"), folder.resolve("in"))).isZero();
    Files.createDirectory(folder.resolve("flat"));
    assertThat(decrypt("-o", folder.resolve("flat"), one)).isZero();

    assertThat(folder.resolve("plain.bin")).hasBinaryContent(content(1));
    assertThat(folder.resolve("out/a")).hasBinaryContent(content(1));
    assertThat(folder.resolve("out/deep/b")).hasBinaryContent(content(2));
    assertThat(folder.resolve("flat/a")).hasBinaryContent(content(1));
    assertThat(folder.resolve("in/a")).doesNotExist();
  }

  @Test
  void whatIsThereAlreadyStays() throws IOException {
    Path sealed = sealed("clip.age", content(100));
    Files.writeString(folder.resolve("clip"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("other"), folder.resolve("nowhere"));

    assertThat(decrypt(sealed)).isEqualTo(1);
    assertThat(err.toString()).contains("clip already");
    assertThat(decrypt("-o", link, sealed)).isEqualTo(1);

    assertThat(folder.resolve("clip")).hasContent("mine");
    assertThat(files()).containsExactly("clip", "clip.age");
  }

  @Test
  void aDamagedFileLeavesNothingAndTheOthersAreOpened() throws IOException {
    Path good = sealed("good.age", content(100_000));
    Path bad = sealed("bad.age", content(300_000));
    byte[] bytes = Files.readAllBytes(bad);
    bytes[bytes.length - 1] ^= 1;
    Files.write(bad, bytes);
    Path cut = Files.write(folder.resolve("cut.age"), Arrays.copyOf(bytes, 200_000));
    Path none = Files.writeString(folder.resolve("none.age"), "hello");

    assertThat(decrypt(bad, cut, none, folder.resolve("missing.age"), good)).isEqualTo(1);

    assertThat(files()).containsExactly("bad.age", "cut.age", "good", "good.age", "none.age");
    assertThat(out).hasToString("opened 1, not 4\n");
    assertThat(err.toString().lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("client decrypt: cannot open "));
  }

  @Test
  void aWrongIdentityOpensNothingAndOneOfSeveralIsEnough() throws IOException {
    Path sealed;
    Path other = folder.resolve("other");
    try (Identity stranger = Identity.generateHybrid()) {
      sealed = sealed("for-other.age", content(10), stranger.recipient());
      KeyFile.create(other, stranger);
    }

    assertThat(decrypt(sealed)).isEqualTo(1);
    assertThat(err.toString()).contains("not sealed for any of the identities");
    assertThat(folder.resolve("for-other")).doesNotExist();
    assertThat(decrypt("-i", other, sealed)).isZero();
    assertThat(folder.resolve("for-other")).hasBinaryContent(content(10));
  }

  @Test
  void withoutAUsableIdentityNothingIsTried() throws IOException {
    Path sealed = sealed("clip.age", content(10));

    assertThat(run(new DecryptCommand(), sealed)).isEqualTo(2);
    assertThat(run(new DecryptCommand(), "-i", folder.resolve("missing"), sealed)).isEqualTo(2);
    assertThat(run(new DecryptCommand(), "-i", sealed, sealed)).isEqualTo(2);
    assertThat(decrypt()).isEqualTo(2);
    assertThat(decrypt("-o", sealed, sealed, sealed)).isEqualTo(2);
    assertThat(files()).containsExactly("clip.age");
  }

  @Test
  void aNameWithoutTheSuffixNeedsAnOutput() throws IOException {
    Path sealed = sealed("clip", content(10));

    assertThat(decrypt(sealed)).isEqualTo(1);
    assertThat(err.toString()).contains("-o");
    assertThat(decrypt("-o", folder.resolve("plain"), sealed)).isZero();
    assertThat(folder.resolve("plain")).hasBinaryContent(content(10));
  }

  @Test
  void anEmptyFolderIsAFailureThatIsSaid() throws IOException {
    Files.createDirectory(folder.resolve("empty"));

    assertThat(decrypt(folder.resolve("empty"))).isEqualTo(1);
    assertThat(err.toString()).contains("no .age file");
  }

  @Test
  void keygenWritesAnIdentityOnceAndPrintsTheRecipient() throws IOException {
    Path made = folder.resolve("made");

    assertThat(run(new KeygenCommand(), "-o", made)).isZero();

    String recipient = out.toString().strip();
    assertThat(Files.readString(made))
        .contains("# public key: " + recipient + "\n")
        .contains("\nAGE-SECRET-KEY-1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rw-------");
    key = made;
    assertThat(decrypt(sealed("clip.age", content(10), Recipient.parse(recipient)))).isZero();
    byte[] before = Files.readAllBytes(made);
    assertThat(run(new KeygenCommand(), "-o", made)).isEqualTo(2);
    assertThat(made).hasBinaryContent(before);
  }

  @Test
  void keygenPrintsTheIdentityWhereNoFileIsGiven() {
    assertThat(run(new KeygenCommand(), "--pq")).isZero();

    String secret = out.toString().lines().toList().get(1);
    try (Identity made = Identity.parse(secret.toCharArray())) {
      assertThat(out.toString().getBytes(StandardCharsets.US_ASCII)).isEqualTo(KeyFile.text(made));
      assertThat(made.recipient().toString()).startsWith("age1pq1");
    }
  }
}
