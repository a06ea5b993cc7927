package autoupload.adduser;

import autoupload.cli.ByteSize;
import autoupload.credentials.Account;
import autoupload.operator.OperatorError;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for an account's quota. */
final class QuotaOption {
  private static final String NONE = "none";

  /** Quota to set, or none. */
  record Change(Optional<ByteSize> quota) {}

  /** Converter for the value of {@code --quota}. */
  static final class Reader implements ITypeConverter<Change> {
    @Override
    public Change convert(String value) {
      return new Change(
          value.strip().equalsIgnoreCase(NONE)
              ? Optional.empty()
              : Optional.of(new ByteSize.Converter().convert(value)));
    }
  }

  /** Limit on the number of files to set, or none. */
  record FilesChange(Optional<Long> files) {}

  /** Converter for the value of {@code --quota-files}. */
  static final class FilesReader implements ITypeConverter<FilesChange> {
    @Override
    public FilesChange convert(String value) {
      if (value.strip().equalsIgnoreCase(NONE)) {
        return new FilesChange(Optional.empty());
      }
      try {
        return new FilesChange(Optional.of(Account.parseFiles(value.strip())));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + ", not '" + value + "'");
      }
    }
  }

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      converter = Reader.class,
      description =
          "How much the user may store, such as 500M, 50G or 2T (powers of 1024), each file and"
              + " folder in blocks of 4K; 'none' for no limit. With --update the password stays unless one is given.")
  private Optional<Change> change = Optional.empty();

  @Option(
      names = "--quota-files",
      paramLabel = "NUMBER",
      converter = FilesReader.class,
      description = "How many files and folders the user may have; 'none' for no limit.")
  private Optional<FilesChange> filesChange = Optional.empty();

  /** Says what is wrong with the option itself. */
  void check(boolean update, boolean add) {
    if (isChange() && !update && !add) {
      throw OperatorError.usage(
          (change.isPresent() ? "--quota" : "--quota-files")
              + " goes with adding a user or with --update");
    }
  }

  /** Whether the quota is to be changed. */
  boolean isChange() {
    return change.isPresent() || filesChange.isPresent();
  }

  /** The account with this quota, without one, or as it was. */
  Account applyTo(Account account) {
    Account changed = change.map(to -> account.withQuota(to.quota())).orElse(account);
    return filesChange.map(to -> changed.withQuotaFiles(to.files())).orElse(changed);
  }
}
