package autoupload.client.unseal;

import autoupload.age.Identity;
import autoupload.age.KeyFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code client.jar decrypt}. */
@Command(
    name = "client decrypt",
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Opens sealed files with their identity.",
    description = {
      "",
      "Each file is written beside the sealed one, under its name without .age, once all of it is"
          + " proven genuine; never half, and never over a file that is there. The sealed file stays.",
      ""
    },
    parameterListHeading = "Files:%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Examples:",
      "  auto-upload decrypt -i car1.identity clip.mp4.age",
      "  auto-upload decrypt -i car1.identity -o /home/me/videos /srv/uploads/car1",
      "",
      "age -d -i car1.identity -o clip.mp4 clip.mp4.age does the same for one file."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all were opened",
      " 1:some were not; why is said for each",
      " 2:wrong usage, or no usable identity",
      "70:a defect of this program"
    })
public final class DecryptCommand implements Callable<Integer> {
  @Option(
      names = {"-i", "--identity"},
      required = true,
      paramLabel = "IDENTITY",
      description = "A file of identities, as keygen writes it; may be repeated.")
  private List<Path> identityFiles = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|FOLDER",
      description =
          "Where to write: the file, if one is opened; else a folder, made if it is not there.")
  private Optional<Path> output = Optional.empty();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE.age|FOLDER",
      description = "What to open; of a folder, every .age file in it.")
  private List<Path> inputs = List.of();

  @Spec private CommandSpec spec;

  private int failed;

  @Override
  public Integer call() {
    List<Identity> identities = new ArrayList<>();
    try {
      for (Path file : identityFiles) {
        identities.addAll(KeyFile.identities(file, err()));
      }
      Targets targets = new Targets(output, inputs.size());
      int opened = 0;
      for (Path input : inputs) {
        for (Targets.Pair pair : pairs(targets, input)) {
          opened += open(pair, identities) ? 1 : 0;
        }
      }
      String failures = failed > 0 ? ", not " + failed : "";
      spec.commandLine().getOut().println("opened " + opened + failures);
      return (failed > 0 ? ExitCode.INCOMPLETE : ExitCode.OK).number();
    } finally {
      identities.forEach(Identity::close);
    }
  }

  private List<Targets.Pair> pairs(Targets targets, Path input) {
    try {
      return targets.of(input);
    } catch (IOException e) {
      fail(input, IoReason.of(e));
      return List.of();
    }
  }

  private boolean open(Targets.Pair pair, List<Identity> identities) {
    try {
      NewFile.write(pair, identities);
      return true;
    } catch (IOException e) {
      fail(pair.sealed(), IoReason.of(e));
      return false;
    }
  }

  private void fail(Path file, String reason) {
    failed++;
    err().println(OneLine.of(spec.name() + ": cannot open " + file + ": " + reason));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
