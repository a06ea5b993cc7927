package autoupload.pem;

import autoupload.operator.ExitCode;
import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reader of the certificates in a PEM file. */
public final class CertificateFile {
  static final String WHAT = "certificate";

  private CertificateFile() {}

  /**
   * Reads all certificates of a file in their order, each once, at least one.
   *
   * @throws OperatorError if there is none, or one cannot be decoded
   */
  public static List<X509Certificate> read(Path path) {
    try (PemFile pem = PemFile.read(path, WHAT)) {
      Set<X509Certificate> found = new LinkedHashSet<>();
      for (PemBlock block : pem.blocks()) {
        if (block.isCertificate()) {
          found.add(decode(block, path));
        }
      }
      if (found.isEmpty()) {
        throw pem.lacks(WHAT);
      }
      return List.copyOf(found);
    }
  }

  private static X509Certificate decode(PemBlock block, Path path) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw new OperatorError(
          ExitCode.USAGE,
          "a certificate in " + OneLine.quote(path) + " cannot be decoded; copy the file again",
          e);
    }
  }
}
