package autoupload.upload;

import java.util.regex.Pattern;

/**
 * Names of what Auto Upload keeps beside the files of others, in source folders and in the store.
 * All start with {@value #PREFIX}; no file of such a name is uploaded, and no other class spells
 * one.
 */
public final class ReservedNames {
  /** What no component of an {@link UploadName} may start with. */
  public static final String PREFIX = ".auto-upload";

  /** The server's own folder, at the root of a store. */
  public static final String CONTROL_FOLDER = PREFIX;

  /** The file with the store's id, relative to the root, and to each user's folder. */
  public static final String STORE_ID = CONTROL_FOLDER + "/store-id";

  /** The file with the store's id in any folder of the store. */
  public static final String STORE_MARK = PREFIX + "-store-id";

  /** The folder of a user's unfinished uploads, in the user's folder. */
  public static final String PARTIALS = PREFIX + "-partial";

  /** A file that shows which characters the store's file system takes; followed by them. */
  public static final String NAME_PROBE = PREFIX + "-name-";

  /** The file that marks a client's state folder. */
  public static final String STATE_MARK = PREFIX + "-state";

  /** A source that is out of the way and may not be the right one; followed by ID-NAME or ID. */
  public static final String CHECK_PREFIX = PREFIX + "-check-";

  /** A source that is being erased; followed by 32 hexadecimal digits. */
  public static final String ERASE_PREFIX = PREFIX + "-erase-";

  /**
   * Exactly the names with {@value #CHECK_PREFIX} that a client gives: what has another one is
   * somebody's own. The groups are the id and the old name, if it has that.
   */
  public static final Pattern CHECK_NAME =
      Pattern.compile(Pattern.quote(CHECK_PREFIX) + "([0-9a-f]{8})(?:-(.+))?");

  /** The same for {@value #ERASE_PREFIX}. */
  public static final Pattern ERASE_NAME =
      Pattern.compile(Pattern.quote(ERASE_PREFIX) + "[0-9a-f]{32}");

  private ReservedNames() {}

  /** Whether a file of that name is Auto Upload's, or would pass for it. */
  public static boolean isReserved(String fileName) {
    return fileName.startsWith(PREFIX);
  }

  /**
   * The name of a file that is not yet complete, in the folder where it gets its own.
   *
   * @param hex lower-case hexadecimal digits that nobody else draws
   */
  public static String temporary(String hex) {
    return PREFIX + "-" + hex + ".part";
  }
}
