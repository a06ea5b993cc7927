package autoupload.cli;

import autoupload.crypto.BulkCrypto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Text of {@code --version}: name and version; with {@code -v} also what a report of a problem
 * needs, the Java it runs on and, of a command that transfers files, who computes the ciphers.
 */
final class VersionText implements IVersionProvider {
  private final Class<?> main;
  private final CommandSpec spec;

  VersionText(Class<?> main, CommandSpec spec) {
    this.main = main;
    this.spec = spec;
  }

  @Override
  public String[] getVersion() {
    List<String> lines = new ArrayList<>();
    lines.add(
        spec.name()
            + " "
            + Optional.ofNullable(main.getPackage().getImplementationVersion())
                .orElse("(not run from its jar)"));
    if (spec.commandLine().getParseResult().hasMatchedOption(CommandMain.VERBOSE)) {
      lines.add("java " + property("java.version") + ", " + property("java.vm.name"));
      lines.add(
          "system "
              + property("os.name")
              + " "
              + property("os.version")
              + " "
              + property("os.arch"));
      if (main.getResource("/org/conscrypt/NativeCrypto.class") != null) {
        lines.add("ciphers " + BulkCrypto.chosen());
      }
    }
    return lines.toArray(String[]::new);
  }

  private static String property(String name) {
    return System.getProperty(name);
  }
}
