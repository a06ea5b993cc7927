package autoupload.client;

import autoupload.cli.CommandMain;
import autoupload.client.unseal.DecryptCommand;
import autoupload.client.unseal.KeygenCommand;
import java.util.Arrays;

/**
 * Entry point of {@code client.jar}: its first word picks the command, and without one it uploads.
 * These are no subcommands of picocli, which would want {@code -s}, {@code -u} and {@code -f}
 * before them too.
 */
public final class ClientCommand {
  private ClientCommand() {}

  /** Runs the command that the first word picks. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    boolean asksForHelp = args.length == 2 && args[0].equals("help");
    String[] words = asksForHelp ? new String[] {args[1], "--help"} : args;
    String first = words.length > 0 ? words[0] : "";
    return switch (first) {
      case "keygen" -> run(new KeygenCommand(), after(words));
      case "decrypt" -> run(new DecryptCommand(), after(words));
      default ->
          first.isBlank() || first.startsWith("-") || first.matches("help|config")
              ? run(new UploadCommand(), words)
              : run(new UnknownCommand());
    };
  }

  private static String[] after(String[] words) {
    return Arrays.copyOfRange(words, 1, words.length);
  }

  private static int run(Object command, String... options) {
    return CommandMain.run(ClientCommand.class, command, options);
  }
}
