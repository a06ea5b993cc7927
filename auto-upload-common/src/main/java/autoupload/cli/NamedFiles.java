package autoupload.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Files that the arguments of a command name: every option whose value is a path. */
public final class NamedFiles {
  /** What {@code -} means where a file is expected. */
  public static final Path STANDARD_INPUT = Path.of("-");

  private NamedFiles() {}

  /** All of them, once the command line was parsed; standard input as the file it comes from. */
  public static List<Path> of(CommandSpec spec) {
    return spec.args().stream()
        .map(ArgSpec::getValue)
        .flatMap(NamedFiles::paths)
        .map(path -> path.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : path)
        .toList();
  }

  private static Stream<Path> paths(Object value) {
    if (value instanceof Path path) {
      return Stream.of(path);
    }
    if (value instanceof Optional<?> optional) {
      return optional.stream().flatMap(NamedFiles::paths);
    }
    return value instanceof Collection<?> all
        ? all.stream().flatMap(NamedFiles::paths)
        : Stream.empty();
  }
}
