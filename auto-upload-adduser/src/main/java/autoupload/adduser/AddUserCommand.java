package autoupload.adduser;

import autoupload.cli.CommandMain;
import autoupload.cli.Terminal;
import autoupload.credentials.Account;
import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordFileUpdate;
import autoupload.files.FileExposure;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code adduser.jar}: adds, changes, removes and lists the users of a password file. */
@Command(
    name = "adduser",
    sortOptions = false,
    synopsisHeading = "usage: ",
    header =
        "Adds a user to the password file of an upload server, or changes, removes or lists users.",
    description = {"", "A running server takes the change over by itself within seconds.", ""},
    footer = {
      "",
      "Examples:",
      "  auto-upload-adduser -u car1 -f users.txt",
      "  auto-upload-adduser -u car1 --password-file pw.txt -f users.txt",
      "  auto-upload-adduser -u car1 -p secret -f users.txt",
      "  auto-upload-adduser -u car1 --identity car1.identity -f users.txt",
      "  auto-upload-adduser -u car1 -f users.txt --totp",
      "  auto-upload-adduser --update -u car1 -f users.txt",
      "  auto-upload-adduser --update --totp -u car1 -f users.txt",
      "  auto-upload-adduser --update --quota 50G -u car1 -f users.txt",
      "  auto-upload-adduser --remove -u car1 -f users.txt",
      "  auto-upload-adduser --list -f users.txt"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:nothing changed: the name is taken, or there is no such user",
      " 2:wrong options, or a name, password or file that cannot be used",
      "70:a defect of this program",
      "74:the file could not be read or written"
    })
public final class AddUserCommand implements Callable<Integer> {
  /** Options for an action other than adding. */
  static final class ActionOptions {
    @Option(
        names = "--update",
        description = "Give an existing user a new password, or what else is named.")
    private boolean update;

    @Option(names = "--remove", description = "Remove the user.")
    private boolean remove;

    @Option(
        names = "--list",
        description = "Print the names of the users and their quotas, one a line.")
    private boolean list;
  }

  @Option(
      names = {"-u", "--username"},
      paramLabel = "USER",
      description =
          "Up to 64 bytes without '#', '/' and a leading dot. Also the name of the folder the"
              + " server stores the user's files in.")
  private Optional<String> username;

  @Mixin private NewPasswordOptions password;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description = "The password file; made, for your eyes only, if it does not exist.")
  private Path file;

  @Mixin private IdentityOption identity;

  @Mixin private SeedOptions totp;

  @Mixin private QuotaOption quota;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private ActionOptions action = new ActionOptions();

  @Spec private CommandSpec spec;

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(CommandMain.run(AddUserCommand.class, new AddUserCommand(), args));
  }

  @Override
  public Integer call() {
    boolean add = !action.update && !action.remove && !action.list;
    totp.check(action.update, add);
    quota.check(action.update, add);
    if (action.list) {
      refuseSecrets("--list");
      list();
    } else if (action.remove) {
      refuseSecrets("--remove");
      remove(user());
    } else if (action.update) {
      update(user());
    } else {
      add(user());
    }
    return ExitCode.OK.number();
  }

  private void refuseSecrets(String option) {
    identity.refuseBeside(option);
    password.refuseBeside(option);
  }

  private void list() {
    PasswordFile users = PasswordFile.read(file);
    users.accounts().forEach(account -> out().println(listed(account)));
    warnOfProblems(users);
  }

  /** The name alone, or with what bounds it. */
  private static String listed(Account account) {
    return account.user()
        + account.quota().bytes().map(size -> "  quota " + size).orElse("")
        + account.quota().files().map(number -> "  files " + number).orElse("");
  }

  private void add(UserName user) {
    refuseTaken(Files.exists(file) ? PasswordFile.read(file) : PasswordFile.empty(), user);
    Optional<String> seed = totp.newSeed();
    Account bare = Account.of(user, password.newHash(user, err()));
    Account bounded = quota.applyTo(totp.applyTo(bare, seed));
    Account account = identity.applyTo(bounded, identity.newRecipient());
    PasswordFile changed =
        PasswordFileUpdate.changeOrCreate(
            file,
            users -> {
              refuseTaken(users, user);
              return users.with(account);
            });
    done("added " + user + " to " + file, changed);
    tell(user, seed);
  }

  /** Without an option that names something else, it is the password that is changed. */
  private void update(UserName user) {
    existing(PasswordFile.read(file), user);
    boolean somethingElse = totp.isChange() || quota.isChange() || identity.isChange();
    boolean newPassword = password.arePresent() || !somethingElse;
    Optional<String> hash =
        newPassword ? Optional.of(password.newHash(user, err())) : Optional.empty();
    Optional<String> seed = totp.newSeed();
    Optional<String> recipient = identity.newRecipient();
    PasswordFile changed =
        PasswordFileUpdate.change(
            file,
            users -> {
              Account before = existing(users, user);
              Account after = totp.applyTo(hash.map(before::withHash).orElse(before), seed);
              return users.replacing(identity.applyTo(quota.applyTo(after), recipient));
            });
    List<String> changes = new ArrayList<>();
    hash.ifPresent(made -> changes.add("the password"));
    if (totp.isChange()) {
      changes.add("the one-time codes");
    }
    if (quota.isChange()) {
      changes.add("the quota");
    }
    recipient.ifPresent(made -> changes.add("the keys"));
    done("changed " + String.join(" and ", changes) + " of " + user + " in " + file, changed);
    tell(user, seed);
  }

  private void tell(UserName user, Optional<String> seed) {
    boolean terminal = Terminal.find().isPresent();
    seed.ifPresent(
        made -> TotpNotice.print(out(), user, made, totp.forcesQr() || terminal, terminal));
  }

  private void remove(UserName user) {
    PasswordFile changed =
        PasswordFileUpdate.change(
            file,
            users -> {
              if (!users.mentions(user)) {
                throw unknown(user);
              }
              return users.without(user);
            });
    done("removed " + user + " from " + file, changed);
  }

  private void refuseTaken(PasswordFile users, UserName user) {
    if (users.find(user.value()).isPresent()) {
      throw new OperatorError(
          ExitCode.UNCHANGED, user + " is in " + file + " already: --update gives a new password");
    }
    if (users.mentions(user)) {
      throw broken(user);
    }
  }

  private Account existing(PasswordFile users, UserName user) {
    return users
        .find(user.value())
        .orElseThrow(() -> users.mentions(user) ? broken(user) : unknown(user));
  }

  private OperatorError broken(UserName user) {
    return new OperatorError(
        ExitCode.UNCHANGED,
        "the line of "
            + user
            + " in "
            + file
            + " is broken: repair it, or --remove the user first");
  }

  private OperatorError unknown(UserName user) {
    return new OperatorError(
        ExitCode.UNCHANGED, "there is no " + user + " in " + file + ": --list shows who is");
  }

  private UserName user() {
    String name =
        username.orElseThrow(() -> OperatorError.usage("which user? give -u USER as well"));
    if (name.indexOf('\uFFFD') >= 0) {
      throw OperatorError.usage(
          "the user name is not valid UTF-8 in this locale: set LC_ALL=C.UTF-8");
    }
    try {
      return new UserName(name);
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage(e.getMessage());
    }
  }

  private void done(String what, PasswordFile changed) {
    out().println(what);
    warnOfProblems(changed);
    if (FileExposure.isReadableByOthers(file)) {
      err().println("warning: every user of this machine can read " + file + ": chmod o-r it");
    }
  }

  private void warnOfProblems(PasswordFile users) {
    for (PasswordFile.Problem problem : users.problems()) {
      err()
          .println(
              "warning: line %d of %s does not count: %s"
                  .formatted(problem.line(), file, problem.reason()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
