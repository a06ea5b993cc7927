package autoupload.upload;

import java.util.List;

/**
 * Name of a file as it is offered and stored: relative, separated by {@code /}.
 *
 * <p>At most 32 components of 1 to 255 bytes of UTF-8, 1,024 bytes in all. No component is {@code
 * .} or {@code ..}, holds a control character, or starts with {@value ReservedNames#PREFIX}, which
 * is the prefix of everything Auto Upload itself keeps beside the files; in no spelling either that
 * a file system may take for it.
 */
public record UploadName(String value) {
  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1024;

  /** The longest component, in bytes of UTF-8: what Linux file systems allow. */
  public static final int MAX_COMPONENT_BYTES = 255;

  /** The most components. */
  public static final int MAX_COMPONENTS = 32;

  /**
   * @throws IllegalArgumentException with a sentence that says which rule the name breaks
   */
  public UploadName {
    if (!Text.isEncodable(value)) {
      throw new IllegalArgumentException("the name is not valid Unicode");
    }
    if (Text.utf8Length(value, 0, value.length()) > MAX_BYTES) {
      throw new IllegalArgumentException("the name is longer than 1024 bytes");
    }
    if (Text.hasControl(value)) {
      throw new IllegalArgumentException("the name holds a control character");
    }
    int components = 0;
    for (int start = 0; start <= value.length(); components++) {
      int slash = value.indexOf('/', start);
      int end = slash < 0 ? value.length() : slash;
      checkComponent(value, start, end);
      start = end + 1;
    }
    if (components > MAX_COMPONENTS) {
      throw new IllegalArgumentException("the name has more than 32 components");
    }
  }

  private static void checkComponent(String value, int start, int end) {
    int length = end - start;
    if (length == 0) {
      throw new IllegalArgumentException("the name is empty, absolute, or has an empty component");
    }
    if ((length == 1 && value.charAt(start) == '.')
        || (length == 2 && value.startsWith("..", start))) {
      throw new IllegalArgumentException("the name has '.' or '..' as a component");
    }
    if (NameFolding.startsWith(ReservedNames.PREFIX, value, start, end)) {
      throw new IllegalArgumentException(
          "names that start with " + ReservedNames.PREFIX + " are reserved");
    }
    if (Text.utf8Length(value, start, end) > MAX_COMPONENT_BYTES) {
      throw new IllegalArgumentException("a component of the name is longer than 255 bytes");
    }
  }

  private static List<String> split(String value) {
    return List.of(value.split("/", -1));
  }

  /** The components from the outermost folder to the file. Never empty. */
  public List<String> components() {
    return split(value);
  }

  /** The folders on the way to the file, outermost first; empty for a file at the top. */
  public List<String> folders() {
    List<String> all = components();
    return all.subList(0, all.size() - 1);
  }

  /** The file's own name, without folders. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /**
   * The name under which another content of the same name is kept: {@code stem~HEX.ext}.
   *
   * <p>The stem is shortened, at a character boundary, so that the result is still a valid name.
   * The extension is what follows the last dot, if that leaves a stem and is at most 16 bytes.
   *
   * @param hex lower-case hexadecimal digits of the content's digest
   * @throws IllegalArgumentException if the folders are so long that no such name is valid
   */
  public UploadName withVariant(String hex) {
    int room = roomForStem(hex.length());
    if (room < 0) {
      throw new IllegalArgumentException("the name's folders leave no room for another content");
    }
    String file = fileName();
    String stem = file.substring(0, file.length() - extension().length());
    return new UploadName(beforeFileName() + shorten(stem, room) + "~" + hex + extension());
  }

  /** Whether there is a valid {@link #withVariant} of so many hexadecimal digits. */
  public boolean hasVariant(int digits) {
    return roomForStem(digits) >= 0;
  }

  /** How many bytes of the stem a variant of so many digits can have; negative if none has room. */
  private int roomForStem(int digits) {
    int tail = 1 + digits + utf8(extension());
    return Math.min(MAX_COMPONENT_BYTES - tail, MAX_BYTES - utf8(beforeFileName()) - tail);
  }

  /** With its dot; empty if there is none. */
  private String extension() {
    String file = fileName();
    int dot = file.lastIndexOf('.');
    boolean isOne = dot > 0 && utf8(file.substring(dot)) <= 17;
    return isOne ? file.substring(dot) : "";
  }

  private String beforeFileName() {
    return value.substring(0, value.length() - fileName().length());
  }

  private static String shorten(String text, int maxBytes) {
    int end = text.length();
    while (utf8(text.substring(0, end)) > maxBytes) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }

  private static int utf8(String text) {
    return Text.utf8Length(text, 0, text.length());
  }

  @Override
  public String toString() {
    return value;
  }
}
