package autoupload.tests.load;

import autoupload.cli.CommandMain;
import autoupload.tests.harness.Site;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line of {@code bench/load}. */
@Command(
    name = "load",
    header = "Puts the server that was built under the load it promises to bear.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IdleCommand.class,
      LoadCommand.Uploads.class,
      LoadCommand.Restart.class,
      LoadCommand.Storm.class,
      LoadCommand.Refusals.class
    })
public final class LoadCommand {
  private static final String JVM = "-Xmx512m";
  private static final int DEVICES = 1000;

  private LoadCommand() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(CommandMain.run(LoadCommand.class, new LoadCommand(), args));
  }

  /** Many uploads at once. */
  @Command(name = "uploads", header = "A thousand uploads at once, with -Xmx512m.")
  static final class Uploads extends SiteCommand {
    @Option(names = "--megabytes", defaultValue = "4", description = "Of each file.")
    private int megabytes;

    @Override
    void measure(Site site) throws IOException, InterruptedException {
      System.out.println(UploadLoad.measure(site, DEVICES, megabytes * 1_000_000L, JVM));
    }
  }

  /** Many devices that come back at once. */
  @Command(name = "restart", header = "A thousand devices whose server was killed come back.")
  static final class Restart extends SiteCommand {
    @Override
    void measure(Site site) throws IOException, InterruptedException {
      Fleet fleet = Fleet.costly(50, 5);
      System.out.println(RestartLoad.measure(site, fleet, DEVICES, 2, 1_000_000, JVM));
    }
  }

  /** Right and wrong logins. */
  @Command(name = "storm", header = "A thousand logins at once, half of them wrong.")
  static final class Storm extends SiteCommand {
    @Override
    void measure(Site site) throws IOException, InterruptedException {
      System.out.println(LoginStorm.measure(site, DEVICES));
    }
  }

  /** Time of refusals. */
  @Command(name = "refusals", header = "How long refusals take, by their reason.")
  static final class Refusals extends SiteCommand {
    @Option(names = "--tries", defaultValue = "200", description = "Of each reason.")
    private int tries;

    @Override
    void measure(Site site) throws IOException {
      System.out.println(RefusalTimes.measure(site, tries));
    }
  }
}
