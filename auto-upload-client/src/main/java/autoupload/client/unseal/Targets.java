package autoupload.client.unseal;

import autoupload.age.AgeFile;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Output paths for the content of sealed files. */
final class Targets {
  /**
   * @param sealed an existing file
   * @param plain where its content goes; its folder may have to be made
   */
  record Pair(Path sealed, Path plain) {}

  private final Optional<Path> output;
  private final int inputs;

  /**
   * @param output the file or folder that was asked for
   * @param inputs how many files and folders there are to open
   */
  Targets(Optional<Path> output, int inputs) {
    this.output = output;
    this.inputs = inputs;
    if (inputs > 1 && output.filter(Files::exists).filter(o -> !Files.isDirectory(o)).isPresent()) {
      throw OperatorError.usage("-o must be a folder when several files are opened");
    }
  }

  /**
   * What there is to open at {@code input}, in the order of the names.
   *
   * @throws IOException if there is nothing, or it cannot be listed
   */
  List<Pair> of(Path input) throws IOException {
    if (Files.isDirectory(input)) {
      return ofFolder(input);
    }
    if (!Files.exists(input)) {
      throw new NoSuchFileException(input.toString());
    }
    if (output.isPresent() && inputs == 1 && !Files.isDirectory(output.get())) {
      return List.of(new Pair(input, output.get()));
    }
    Path name = input.getFileName();
    Path plain = withoutSuffix(name);
    return List.of(
        new Pair(input, output.map(o -> o.resolve(plain)).orElse(input.resolveSibling(plain))));
  }

  private List<Pair> ofFolder(Path folder) throws IOException {
    Path base = output.orElse(folder);
    if (Files.exists(base) && !Files.isDirectory(base)) {
      throw OperatorError.usage("-o must be a folder when a folder is opened");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> sealed = all.filter(Targets::isSealed).sorted().toList();
      if (sealed.isEmpty()) {
        throw new IOException("there is no " + AgeFile.SUFFIX + " file in it");
      }
      return sealed.stream().map(file -> new Pair(file, place(base, folder, file))).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Path place(Path base, Path folder, Path file) {
    Path relative = folder.relativize(file);
    String name = relative.getFileName().toString();
    return base.resolve(
        relative.resolveSibling(name.substring(0, name.length() - AgeFile.SUFFIX.length())));
  }

  private static boolean isSealed(Path file) {
    return hasSuffix(file.getFileName()) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hasSuffix(Path name) {
    return name.toString().endsWith(AgeFile.SUFFIX)
        && name.toString().length() > AgeFile.SUFFIX.length();
  }

  private static Path withoutSuffix(Path name) throws IOException {
    if (!hasSuffix(name)) {
      throw new IOException("its name does not end with .age: say with -o where to write");
    }
    String text = name.toString();
    return name.resolveSibling(text.substring(0, text.length() - AgeFile.SUFFIX.length()));
  }
}
