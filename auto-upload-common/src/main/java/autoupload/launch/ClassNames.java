package autoupload.launch;

import java.io.IOException;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Names of all classes of a jar, as {@code -XX:SharedClassListFile} reads them, for launchers. */
public final class ClassNames {
  private static final String SUFFIX = ".class";

  private ClassNames() {}

  /** Prints those of the jar that is named. */
  public static void main(String[] args) throws IOException {
    try (JarFile jar = new JarFile(args[0])) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        String name = entries.nextElement().getName();
        if (name.endsWith(SUFFIX) && !name.startsWith("META-INF/")) {
          System.out.println(name.substring(0, name.length() - SUFFIX.length()));
        }
      }
    }
  }
}
