import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The least that a command with options and a log does: what a JVM takes to get that far. */
@Command(name = "hello")
final class Hello implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Hello.class);

  @Option(names = "--name")
  private String name = "world";

  private Hello() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Hello()).execute(args));
  }

  @Override
  public void run() {
    LOG.info("hello {}", name);
  }
}
