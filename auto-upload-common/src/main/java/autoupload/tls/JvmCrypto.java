package autoupload.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * Crypto provider of Bouncy Castle's TLS: the JVM's own digests, signatures, certificates and
 * x25519, which are fast and patched with it, the ciphers of {@link AeadCipher}, and of Bouncy
 * Castle ML-KEM alone. It knows what {@link TlsSettings} asks for and nothing else, so that nothing
 * older can be agreed on.
 */
final class JvmCrypto extends JcaTlsCrypto {
  /** Names Bouncy Castle's provider has for what the JVM calls {@code RSASSA-PSS}. */
  private static final String PSS_SUFFIX = "WITHRSAANDMGF1";

  JvmCrypto(SecureRandom random) {
    super(new DefaultJcaJceHelper(), random, random);
  }

  @Override
  protected Boolean isSupportedNamedGroup(int group) {
    return switch (group) {
      case NamedGroup.X25519MLKEM768,
          NamedGroup.MLKEM768,
          NamedGroup.x25519,
          NamedGroup.secp256r1,
          NamedGroup.secp384r1,
          NamedGroup.secp521r1 ->
          true;
      default -> false;
    };
  }

  @Override
  protected Boolean isSupportedEncryptionAlgorithm(int algorithm) {
    return switch (algorithm) {
      case EncryptionAlgorithm.AES_128_GCM,
          EncryptionAlgorithm.AES_256_GCM,
          EncryptionAlgorithm.CHACHA20_POLY1305 ->
          true;
      default -> false;
    };
  }

  @Override
  protected Boolean isSupportedSignatureScheme(int scheme) {
    return switch (scheme) {
      case SignatureScheme.ecdsa_secp256r1_sha256,
          SignatureScheme.ecdsa_secp384r1_sha384,
          SignatureScheme.ecdsa_secp521r1_sha512,
          SignatureScheme.ed25519,
          SignatureScheme.ed448,
          SignatureScheme.rsa_pss_rsae_sha256,
          SignatureScheme.rsa_pss_rsae_sha384,
          SignatureScheme.rsa_pss_rsae_sha512,
          SignatureScheme.rsa_pss_pss_sha256,
          SignatureScheme.rsa_pss_pss_sha384,
          SignatureScheme.rsa_pss_pss_sha512,
          SignatureScheme.rsa_pkcs1_sha256,
          SignatureScheme.rsa_pkcs1_sha384,
          SignatureScheme.rsa_pkcs1_sha512 ->
          true;
      default -> false;
    };
  }

  @Override
  public TlsKemDomain createKemDomain(TlsKemConfig config) {
    if (config.getNamedGroup() != NamedGroup.MLKEM768) {
      throw new IllegalArgumentException("not a group of ours: " + config.getNamedGroup());
    }
    return () -> new MlKem768(this, config.isServer());
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int algorithm, int mac)
      throws IOException {
    if (algorithm != EncryptionAlgorithm.CHACHA20_POLY1305) {
      return super.createCipher(parameters, algorithm, mac);
    }
    try {
      return new TlsAEADCipher(
          parameters,
          AeadCipher.chaCha20(true),
          AeadCipher.chaCha20(false),
          32,
          AeadCipher.TAG_BYTES,
          TlsAEADCipher.AEAD_CHACHA20_POLY1305,
          null);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  @Override
  protected TlsAEADCipherImpl createAEADCipher(
      String transformation, String algorithm, int keyBytes, boolean encrypts)
      throws GeneralSecurityException {
    if (!transformation.equals("AES/GCM/NoPadding")) {
      throw new GeneralSecurityException("not a cipher of ours: " + transformation);
    }
    return AeadCipher.aesGcm(encrypts);
  }

  @Override
  public AlgorithmParameters getSignatureSchemeAlgorithmParameters(int scheme)
      throws GeneralSecurityException {
    if (!SignatureScheme.isRSAPSS(scheme)) {
      return super.getSignatureSchemeAlgorithmParameters(scheme);
    }
    String digest =
        switch (scheme) {
          case SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_pss_sha256 -> "SHA-256";
          case SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_pss_sha384 -> "SHA-384";
          default -> "SHA-512";
        };
    int saltBytes = Integer.parseInt(digest.substring("SHA-".length())) / 8;
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
    parameters.init(
        new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltBytes, 1));
    return parameters;
  }

  @Override
  protected TlsStreamSigner createStreamSigner(
      String algorithm, AlgorithmParameterSpec parameter, PrivateKey key, boolean needsRandom)
      throws IOException {
    return super.createStreamSigner(jvmName(algorithm), parameter, key, needsRandom);
  }

  @Override
  protected Tls13Verifier createTls13Verifier(
      String algorithm, AlgorithmParameterSpec parameter, PublicKey key) throws IOException {
    return super.createTls13Verifier(jvmName(algorithm), parameter, key);
  }

  private static String jvmName(String algorithm) {
    return algorithm.toUpperCase(Locale.ROOT).endsWith(PSS_SUFFIX) ? "RSASSA-PSS" : algorithm;
  }
}
