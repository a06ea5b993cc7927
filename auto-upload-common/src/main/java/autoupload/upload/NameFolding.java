package autoupload.upload;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Case and Unicode folding of names that a file system may take for one: FAT, NTFS and APFS do not
 * tell upper from lower case, others do not tell forms of Unicode apart, or leave out characters
 * that are not seen. All of it is folded, whatever the file system at hand does: more than needed,
 * so that nothing depends on it.
 */
public final class NameFolding {
  private NameFolding() {}

  /** The same for all texts that any file system may take for this one, as a name or a path. */
  public static String fold(String text) {
    if (isAscii(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    StringBuilder seen = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isIgnorable(c)).forEach(seen::appendCodePoint);
    String form = Normalizer.normalize(seen, Normalizer.Form.NFKD);
    // Some letters have no other case of their own, but share one: the long s, the Kelvin sign.
    return form.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a component of a name, folded, starts with the prefix, which is folded already and
   * starts with a dot. Quick for nearly all: a run with nothing to do asks it of every name.
   */
  static boolean startsWith(String prefix, String name, int start, int end) {
    if (name.regionMatches(true, start, prefix, 0, prefix.length())) {
      return true;
    }
    char first = name.charAt(start);
    boolean mayBeDot = first == '.' || (first >= 0x80 && !Character.isLetterOrDigit(first));
    return mayBeDot
        && !isAscii(name.substring(start, end))
        && fold(name.substring(start, end)).startsWith(prefix);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Default_Ignorable_Code_Point of Unicode, roughly: such as the soft hyphen, and joiners. */
  private static boolean isIgnorable(int c) {
    return Character.getType(c) == Character.FORMAT
        || c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x2065
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xFFF0 && c <= 0xFFF8)
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }
}
