package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Corpus;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Safety of names: whatever the bytes, a name that is accepted leads to no other folder and stays
 * what it is.
 */
class NameFuzzTest {
  private static final Path FOLDER = Path.of("/folder");

  private int accepted;

  @FuzzTest
  void anyName(byte[] input) {
    anyText(new String(input, StandardCharsets.UTF_8));
    // ... and with characters no UTF-8 has: halves of surrogate pairs.
    anyText(ByteBuffer.wrap(input, 0, input.length & ~1).asCharBuffer().toString());
  }

  @Test
  void whatIsKnownAndWhatResemblesIt() throws IOException {
    Corpus.of(NameFuzzTest.class, "anyName").each(this::anyName);

    assertThat(accepted).isPositive();
  }

  private void anyText(String text) {
    try {
      assertLeadsNowhereElse(new UploadName(text), text);
      accepted++;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(100);
    }
    try {
      UserName user = new UserName(text);
      assertThat(throughUtf8(user.value())).isEqualTo(text).isEqualTo(text.strip());
      assertThat(inFolder(user.value()).getParent()).isEqualTo(FOLDER);
      accepted++;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(100);
    }
  }

  private static void assertLeadsNowhereElse(UploadName name, String text) {
    assertThat(throughUtf8(name.value())).isEqualTo(text);
    assertThat(name.components()).doesNotContain("", ".", "..").hasSizeBetween(1, 32);
    assertThat(text).doesNotContain("\0", "\n", "\r", "\u2028").doesNotStartWith(".auto-upload");
    assertThat(String.join("/", name.folders()) + "/" + name.fileName()).endsWith(text);
    Path path = inFolder(text);
    assertThat(path.startsWith(FOLDER)).isTrue();
    assertThat(path.getNameCount()).isEqualTo(1 + name.components().size());
    assertHasVariants(name);
  }

  /** Another content gets another name in the same folder, unless its folders leave no room. */
  private static void assertHasVariants(UploadName name) {
    for (String hex : List.of("0123abcd", "0123456789abcdef")) {
      UploadName variant;
      try {
        variant = name.withVariant(hex);
      } catch (IllegalArgumentException e) {
        assertThat(name.value().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(950);
        continue;
      }
      assertThat(variant.folders()).isEqualTo(name.folders());
      assertThat(variant.fileName()).contains("~" + hex).isNotEqualTo(name.fileName());
    }
  }

  private static String throughUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** In any locale, so only what steers a path is left of the name. */
  private static Path inFolder(String name) {
    return FOLDER.resolve(name.replaceAll("[^\\x20-\\x7e]", "x")).normalize();
  }
}
