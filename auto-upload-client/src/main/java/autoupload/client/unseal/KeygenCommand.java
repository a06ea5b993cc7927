package autoupload.client.unseal;

import autoupload.age.Identity;
import autoupload.age.KeyFile;
import autoupload.operator.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code client.jar keygen}. */
@Command(
    name = "client keygen",
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Makes a key pair for sealed files.",
    description = {
      "",
      "The recipient (age1...) is public: files are sealed for it. The identity (AGE-SECRET-KEY-1...)"
          + " is secret: it opens them, and without it nobody ever will. Keep it off the device and"
          + " off the server, and keep a copy of it elsewhere, on paper for example.",
      ""
    },
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Examples:",
      "  auto-upload keygen -o car1.identity",
      "  auto-upload keygen > car1.identity",
      "",
      "The age commands read and write the same keys: age-keygen makes one too."
    })
public final class KeygenCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write the identity to this new file, for your eyes only, and print the recipient. "
              + "Without it the identity is printed.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--pq",
      description =
          "A key that holds against quantum computers too (age1pq1..., ML-KEM-768 with X25519). "
              + "age 1.3 or newer opens its files; older ones do not.")
  private boolean postQuantum;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Identity identity = postQuantum ? Identity.generateHybrid() : Identity.generate()) {
      if (output.isPresent()) {
        KeyFile.create(output.get(), identity);
        spec.commandLine().getOut().println(identity.recipient());
      } else {
        print(identity);
      }
    }
    return ExitCode.OK.number();
  }

  private void print(Identity identity) {
    byte[] text = KeyFile.text(identity);
    spec.commandLine().getOut().print(new String(text, StandardCharsets.US_ASCII));
    Arrays.fill(text, (byte) 0);
  }
}
