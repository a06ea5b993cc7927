package autoupload.server.storage.local;

import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The names under which a content may be stored. They depend on nothing but the offered name and
 * the content, so every retry finds the same ones.
 */
final class Variants {
  private static final int[] HEX_DIGITS = {8, 16, 64};

  /** The most bytes a variant may need beside the stem: the tilde and the extension. */
  private static final int TILDE_AND_EXTENSION = 18;

  private Variants() {}

  /** The offered name, then its variants for this content, in the order they are to be tried. */
  static List<UploadName> of(UploadName name, ContentDigest digest) {
    List<UploadName> names = new ArrayList<>();
    names.add(name);
    for (int digits : HEX_DIGITS) {
      if (fits(name, digits)) {
        names.add(name.withVariant(digest.hex().substring(0, digits)));
      }
    }
    return names;
  }

  /** Whether a file name is what a variant of {@code name} is called, for any content. */
  static boolean isOne(UploadName name, String fileName) {
    for (int digits : HEX_DIGITS) {
      if (fits(name, digits) && matches(name, digits, fileName)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(UploadName name, int digits, String fileName) {
    String sample = name.withVariant("0".repeat(digits)).fileName();
    int extension = Math.max(sample.lastIndexOf('.'), sample.lastIndexOf('~') + 1 + digits);
    int hex = extension - digits;
    return fileName.length() == sample.length()
        && fileName.startsWith(sample.substring(0, hex))
        && fileName.endsWith(sample.substring(extension))
        && fileName.substring(hex, extension).matches("[0-9a-f]+");
  }

  private static boolean fits(UploadName name, int digits) {
    String folders = name.value().substring(0, name.value().length() - name.fileName().length());
    int used = folders.getBytes(StandardCharsets.UTF_8).length;
    return used + TILDE_AND_EXTENSION + digits <= UploadName.MAX_BYTES;
  }
}
