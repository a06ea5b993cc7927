package autoupload.pem;

import autoupload.operator.ExitCode;
import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reader of the private key in a PEM file: RSA or EC, as PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) or
 * SEC 1 (RFC 5915). The bytes it came from are wiped; what the key object keeps is beyond reach.
 */
public final class PrivateKeyFile {
  static final String WHAT = "private key";

  private static final byte[] RSA_ALGORITHM =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final byte[] RSA_PSS_OID = HexFormat.of().parseHex("06092a864886f70d01010a");

  private final Path path;

  private PrivateKeyFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the first private key in a file.
   *
   * @throws OperatorError if there is none, it has a passphrase, it is of an unknown kind or
   *     everybody on this machine could read it
   */
  public static PrivateKey read(Path path) {
    try (PemFile pem = PemFile.read(path, WHAT)) {
      PrivateKeyFile file = new PrivateKeyFile(path);
      file.refuseIfOthersCanRead();
      PemBlock block =
          pem.blocks().stream()
              .filter(PemBlock::isPrivateKey)
              .findFirst()
              .orElseThrow(() -> pem.lacks(WHAT));
      return file.decode(block, pem.blocks());
    }
  }

  private void refuseIfOthersCanRead() {
    try {
      if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
        throw OperatorError.usage(
            "everybody on this machine can read the private key "
                + name()
                + "; run: chmod 600 "
                + name());
      }
    } catch (UnsupportedOperationException e) {
      // A file system without such permissions has nothing to say here.
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.USAGE, "cannot tell who may read the private key " + name(), e);
    }
  }

  private PrivateKey decode(PemBlock block, List<PemBlock> all) {
    if (block.encrypted()) {
      throw OperatorError.usage(
          "the private key "
              + name()
              + " has a passphrase, which nobody can type when the machine starts; remove it:"
              + " openssl pkey -in "
              + name()
              + " -out NEWFILE");
    }
    byte[] pkcs8 = {};
    try {
      pkcs8 =
          switch (block.label()) {
            case "PRIVATE KEY" -> block.der().clone();
            case "RSA PRIVATE KEY" -> Der.privateKeyInfo(RSA_ALGORITHM, block.der());
            case "EC PRIVATE KEY" ->
                Der.privateKeyInfo(Der.sequence(EC_OID, curve(block, all)), block.der());
            default -> throw unusable(kind(block.label()));
          };
      return key(pkcs8);
    } catch (IllegalArgumentException e) {
      throw unusable("cannot be decoded");
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private PrivateKey key(byte[] pkcs8) {
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        PrivateKey key =
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        if (!(key instanceof ECPrivateKey ec) || isForTls(ec)) {
          return key;
        }
      } catch (InvalidKeySpecException e) {
        // Of the other algorithm, or of none that is known here.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has " + algorithm, e);
      }
    }
    if (isRsaPss(pkcs8)) {
      throw unusable("is for RSA-PSS only, which not every client understands");
    }
    throw unusable("is neither RSA nor EC on P-256, P-384 or P-521");
  }

  /** The algorithm stands near the beginning, after two lengths and the version. */
  private static boolean isRsaPss(byte[] pkcs8) {
    for (int i = 0; i < 24 && i + RSA_PSS_OID.length <= pkcs8.length; i++) {
      if (Arrays.equals(pkcs8, i, i + RSA_PSS_OID.length, RSA_PSS_OID, 0, RSA_PSS_OID.length)) {
        return true;
      }
    }
    return false;
  }

  /** Java reads keys on more curves than TLS 1.3 has signatures for. */
  private static boolean isForTls(ECPrivateKey key) throws GeneralSecurityException {
    for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      EllipticCurve known = parameters.getParameterSpec(ECParameterSpec.class).getCurve();
      if (known.equals(key.getParams().getCurve())) {
        return true;
      }
    }
    return false;
  }

  /** The encoded name of the curve: inside the key, or in the block that OpenSSL puts before it. */
  private byte[] curve(PemBlock key, List<PemBlock> all) {
    byte[] der = key.der();
    Der.Element outer = Der.read(der, 0, der.length, Der.SEQUENCE);
    Der.Element secret = Der.read(der, outer.start() + 3, outer.end(), Der.OCTET_STRING);
    byte[] curve = {};
    if (secret.end() < outer.end() && (der[secret.end()] & 0xFF) == Der.PARAMETERS) {
      Der.Element inside = Der.read(der, secret.end(), outer.end(), Der.PARAMETERS);
      curve = Arrays.copyOfRange(der, inside.start(), inside.end());
    } else {
      curve =
          all.stream()
              .filter(block -> block.label().equals("EC PARAMETERS"))
              .findFirst()
              .map(block -> block.der().clone())
              .orElseThrow(() -> unusable("does not name its curve"));
    }
    if (curve[0] != Der.OBJECT_IDENTIFIER) {
      throw unusable("describes its curve instead of naming it");
    }
    return curve;
  }

  private static String kind(String label) {
    return PemBlock.isQuotable(label) ? "is " + label : "is of an unknown kind";
  }

  private OperatorError unusable(String why) {
    return OperatorError.usage(
        "the private key "
            + name()
            + " "
            + why
            + "; use an RSA or EC key, or make one: openssl genpkey -algorithm EC -pkeyopt"
            + " ec_paramgen_curve:P-256 -out KEYFILE");
  }

  private String name() {
    return OneLine.quote(path);
  }
}
