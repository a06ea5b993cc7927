package autoupload.tests.load;

import autoupload.cli.CommandMain;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** What {@code bench/load} runs. */
@Command(
    name = "load",
    header = "Puts the server that was built under the load it promises to bear.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {IdleCommand.class})
public final class LoadCommand {
  private LoadCommand() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(CommandMain.run(LoadCommand.class, new LoadCommand(), args));
  }

  /** Where files lie that no disk is to slow down. */
  static Path memory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
