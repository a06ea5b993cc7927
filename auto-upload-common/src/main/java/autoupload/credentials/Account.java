package autoupload.credentials;

import autoupload.cli.ByteSize;
import autoupload.upload.UserName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Account, a line of the password file: {@code user#hash} or {@code user#TOTPSEED#hash}, then any
 * number of {@code #key=value}. Keys this version does not know are kept.
 *
 * @param user who
 * @param totpSeed the secret of the second factor (RFC 6238) in base32 (RFC 4648), 16 to 128
 *     characters, of any case and with or without padding
 * @param hash the Argon2 hash of the password as a PHC string, known to be well formed
 * @param fields the further fields in the order of the line
 */
public record Account(
    UserName user, Optional<String> totpSeed, String hash, Map<String, String> fields) {
  /** The further field that says whom the user's files are sealed for. */
  public static final String RECIPIENT = "recipient";

  /** The further field that says how much the user may store, as {@link ByteSize} writes it. */
  public static final String QUOTA = "quota";

  /** The further field that says how many files and folders the user may have. */
  public static final String QUOTA_FILES = "quota-files";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private static final Pattern SEED = Pattern.compile("[A-Za-z2-7]{16,128}={0,6}");

  /**
   * @throws IllegalArgumentException if a line could not hold this; the message quotes nothing
   */
  public Account {
    if (totpSeed.isPresent() && !SEED.matcher(totpSeed.get()).matches()) {
      throw new IllegalArgumentException("the TOTP seed is not 16 to 128 base32 characters");
    }
    PhcString.parse(hash);
    fields.forEach(Account::checkField);
    quota(fields); // one that nobody can read must not count as none
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** An account with a password and nothing else. */
  public static Account of(UserName user, String hash) {
    return new Account(user, Optional.empty(), hash, Map.of());
  }

  /** The same account with another password. */
  public Account withHash(String newHash) {
    return new Account(user, totpSeed, newHash, fields);
  }

  /** The same account with a further field, which replaces one of that key. */
  public Account with(String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(key, value);
    return new Account(user, totpSeed, hash, changed);
  }

  /** The same account with another quota, or none. */
  public Account withQuota(Optional<ByteSize> quota) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    quota.ifPresentOrElse(size -> changed.put(QUOTA, size.toString()), () -> changed.remove(QUOTA));
    return new Account(user, totpSeed, hash, changed);
  }

  /** The same account with another quota of files and folders, or none. */
  public Account withQuotaFiles(Optional<Long> files) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    files.ifPresentOrElse(
        number -> changed.put(QUOTA_FILES, number.toString()), () -> changed.remove(QUOTA_FILES));
    return new Account(user, totpSeed, hash, changed);
  }

  /** The same account with another seed of the second factor, or none. */
  public Account withTotpSeed(Optional<String> seed) {
    return new Account(user, seed, hash, fields);
  }

  /** The value of a further field. */
  public Optional<String> field(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  /** How much the user may store. */
  public Quota quota() {
    return quota(fields);
  }

  private static Quota quota(Map<String, String> fields) {
    try {
      return new Quota(
          Optional.ofNullable(fields.get(QUOTA)).map(ByteSize::parse),
          Optional.ofNullable(fields.get(QUOTA_FILES)).map(Account::parseFiles));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the quota cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a number of files and folders.
   *
   * @throws IllegalArgumentException if the text is none; the message quotes nothing
   */
  public static long parseFiles(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("a number of files is written in digits, such as 100000");
    }
    return Long.parseLong(text);
  }

  /**
   * @throws IllegalArgumentException if the line is not an account; the message quotes nothing
   */
  static Account parse(String line) {
    List<String> parts = List.of(line.split("#", -1));
    if (parts.size() < 2) {
      throw new IllegalArgumentException("there is no '#' between user and hash");
    }
    UserName user = new UserName(parts.get(0));
    boolean hasSeed = !parts.get(1).startsWith("$");
    if (hasSeed && parts.size() < 3) {
      throw new IllegalArgumentException("there is no password hash after the user");
    }
    int hashAt = hasSeed ? 2 : 1;
    Map<String, String> fields = new LinkedHashMap<>();
    for (String part : parts.subList(hashAt + 1, parts.size())) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("a field after the hash is not key=value");
      }
      if (fields.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("a field after the hash stands there twice");
      }
    }
    return new Account(
        user, hasSeed ? Optional.of(parts.get(1)) : Optional.empty(), parts.get(hashAt), fields);
  }

  /** The line for the password file, without its end. */
  String line() {
    List<String> parts = new ArrayList<>();
    parts.add(user.value());
    totpSeed.ifPresent(parts::add);
    parts.add(hash);
    fields.forEach((key, value) -> parts.add(key + "=" + value));
    return String.join("#", parts);
  }

  private static void checkField(String key, String value) {
    if (key.isEmpty() || key.indexOf('=') >= 0) {
      throw new IllegalArgumentException("a field after the hash has no key");
    }
    if ((key + value).chars().anyMatch(c -> c == '#' || Character.isISOControl(c))) {
      throw new IllegalArgumentException("a field after the hash holds '#' or control characters");
    }
  }

  /** The name only: the rest is secret. */
  @Override
  public String toString() {
    return "Account[" + user + "]";
  }
}
