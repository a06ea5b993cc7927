package autoupload.tls;

import java.io.IOException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsSecret;

/**
 * ML-KEM-768 key exchange (FIPS 203), for one handshake: the half of X25519MLKEM768 that a quantum
 * computer does not break. The client sends a public key, the server a secret encapsulated for it.
 * Written over Bouncy Castle's primitives, because its way through the JCA costs its whole
 * provider.
 */
final class MlKem768 implements TlsAgreement {
  private static final MLKEMParameters PARAMETERS = MLKEMParameters.ml_kem_768;

  private final TlsCrypto crypto;
  private final boolean server;
  private MLKEMPrivateKeyParameters own;
  private MLKEMPublicKeyParameters peers;
  private byte[] secret;

  MlKem768(TlsCrypto crypto, boolean server) {
    this.crypto = crypto;
    this.server = server;
  }

  @Override
  public byte[] generateEphemeral() {
    if (server) {
      SecretWithEncapsulation made =
          new MLKEMGenerator(crypto.getSecureRandom()).generateEncapsulated(peers);
      secret = made.getSecret();
      return made.getEncapsulation();
    }
    MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
    generator.init(new MLKEMKeyGenerationParameters(crypto.getSecureRandom(), PARAMETERS));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    own = (MLKEMPrivateKeyParameters) pair.getPrivate();
    return ((MLKEMPublicKeyParameters) pair.getPublic()).getEncoded();
  }

  @Override
  public void receivePeerValue(byte[] value) throws IOException {
    try {
      if (server) {
        peers = new MLKEMPublicKeyParameters(PARAMETERS, value);
      } else {
        secret = new MLKEMExtractor(own).extractSecret(value);
      }
    } catch (IllegalArgumentException e) { // a wrong length, or numbers out of range
      throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
    }
  }

  @Override
  public TlsSecret calculateSecret() {
    return crypto.createSecret(secret);
  }
}
