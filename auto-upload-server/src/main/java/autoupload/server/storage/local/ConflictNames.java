package autoupload.server.storage.local;

import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Alternative names of a content whose offered name another content has. They depend on nothing but
 * the offered name and the content, so every retry finds the same ones.
 */
final class ConflictNames {
  private static final int[] HEX_DIGITS = {8, 16, 64};

  private ConflictNames() {}

  /** The offered name, then its variants for this content, in the order they are to be tried. */
  static List<UploadName> of(UploadName name, ContentDigest digest) {
    List<UploadName> names = new ArrayList<>();
    names.add(name);
    for (int digits : HEX_DIGITS) {
      if (name.hasVariant(digits)) {
        names.add(name.withVariant(digest.hex().substring(0, digits)));
      }
    }
    return names;
  }

  /** Whether another content of that name has a name to go to. */
  static boolean canBe(UploadName name) {
    return Arrays.stream(HEX_DIGITS).anyMatch(name::hasVariant);
  }

  /** Whether a file name is what a variant of {@code name} is called, for any content. */
  static boolean isOne(UploadName name, String fileName) {
    for (int digits : HEX_DIGITS) {
      if (name.hasVariant(digits) && matches(name, digits, fileName)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(UploadName name, int digits, String fileName) {
    String zeros = name.withVariant("0".repeat(digits)).fileName();
    String others = name.withVariant("f".repeat(digits)).fileName();
    int hex = Arrays.mismatch(zeros.toCharArray(), others.toCharArray());
    int end = hex + digits;
    return fileName.length() == zeros.length()
        && fileName.startsWith(zeros.substring(0, hex))
        && fileName.endsWith(zeros.substring(end))
        && fileName.substring(hex, end).matches("[0-9a-f]+");
  }
}
