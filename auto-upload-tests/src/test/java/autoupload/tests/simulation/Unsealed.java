package autoupload.tests.simulation;

import autoupload.age.AgeFile;
import autoupload.age.Identity;
import autoupload.client.seal.Recipients;
import autoupload.upload.UploadName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** View of a store with its sealed files opened, as their owner sees it. */
final class Unsealed {
  private static final Identity OWNER = Identity.generate();

  /** Whom files are sealed for. */
  static final Recipients RECIPIENTS = new Recipients(List.of(OWNER.recipient()));

  private Unsealed() {}

  /**
   * The files as they would be stored in the clear: a second sealed file of a name has that of the
   * variant of its content. What is in the clear, or cannot be opened, has a name of no file.
   */
  static Map<String, byte[]> view(Map<String, byte[]> stored) {
    Map<String, byte[]> view = new TreeMap<>();
    stored.forEach((name, bytes) -> put(view, name, bytes));
    return view;
  }

  private static void put(Map<String, byte[]> view, String name, byte[] bytes) {
    if (!name.endsWith(AgeFile.SUFFIX)) {
      view.put(name + " in the clear", bytes);
      return;
    }
    String plain = name.substring(0, name.length() - AgeFile.SUFFIX.length());
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(bytes), List.of(OWNER))) {
      byte[] content = in.readAllBytes();
      String first = plain.replaceFirst("~[0-9a-f]{8,64}$", "");
      String digits = Promises.digest(content).hex().substring(0, 8);
      view.put(
          first.equals(plain) ? plain : new UploadName(first).withVariant(digits).value(), content);
    } catch (IOException e) {
      view.put(name + " cannot be opened", bytes);
    }
  }
}
