package autoupload.age;

import static autoupload.age.Samples.IDENTITY;
import static autoupload.age.Samples.SIZES;
import static autoupload.age.Samples.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Interoperability with other implementations: files go both ways. */
class OtherImplementationsTest {
  static final int[] SIZES_TO_TRY = SIZES;

  @Nested
  class Jagged {
    @ParameterizedTest
    @FieldSource("autoupload.age.OtherImplementationsTest#SIZES_TO_TRY")
    void opensWhatWeSeal(int size) throws IOException, GeneralSecurityException {
      byte[] sealed = Samples.seal(content(size), IDENTITY.recipient());

      try (InputStream in =
          Channels.newInputStream(
              new StandardDecryptingChannelFactory()
                  .newDecryptingChannel(
                      Channels.newChannel(new ByteArrayInputStream(sealed)),
                      List.of(
                          X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                              CharBuffer.wrap(IDENTITY.encoded())))))) {
        assertThat(in.readAllBytes()).isEqualTo(content(size));
      }
    }

    @ParameterizedTest
    @FieldSource("autoupload.age.OtherImplementationsTest#SIZES_TO_TRY")
    void sealsWhatWeOpen(int size) throws IOException, GeneralSecurityException {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      try (WritableByteChannel out =
          new StandardEncryptingChannelFactory()
              .newEncryptingChannel(
                  Channels.newChannel(sealed),
                  List.of(
                      X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(
                          IDENTITY.recipient().toString())))) {
        out.write(ByteBuffer.wrap(content(size)));
      }

      assertThat(Samples.open(sealed.toByteArray(), IDENTITY)).isEqualTo(content(size));
    }
  }

  /** The command {@code age} of the format's author. */
  @Nested
  class TheAgeCommand {
    @TempDir private Path folder;

    @BeforeAll
    static void isInstalled() {
      boolean installed =
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(path -> Files.isExecutable(Path.of(path, "age")));
      assumeTrue(installed, "age is not installed: .ci/install installs it");
    }

    private byte[] age(byte[] input, String... arguments) throws Exception {
      Path in = Files.write(folder.resolve("in"), input);
      List<String> command = new ArrayList<>(List.of("age"));
      command.addAll(List.of(arguments));
      Process age =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      byte[] output = age.getInputStream().readAllBytes();
      assertThat(age.waitFor()).isZero();
      return output;
    }

    @ParameterizedTest
    @FieldSource("autoupload.age.OtherImplementationsTest#SIZES_TO_TRY")
    void opensWhatWeSeal(int size) throws Exception {
      Path identity = folder.resolve("identity");
      Files.writeString(identity, CharBuffer.wrap(IDENTITY.encoded()));
      byte[] sealed = Samples.seal(content(size), IDENTITY.recipient());

      assertThat(age(sealed, "-d", "-i", identity.toString())).isEqualTo(content(size));
    }

    @ParameterizedTest
    @FieldSource("autoupload.age.OtherImplementationsTest#SIZES_TO_TRY")
    void sealsWhatWeOpen(int size) throws Exception {
      byte[] sealed = age(content(size), "-r", IDENTITY.recipient().toString());

      assertThat(Samples.open(sealed, IDENTITY)).isEqualTo(content(size));
    }
  }
}
