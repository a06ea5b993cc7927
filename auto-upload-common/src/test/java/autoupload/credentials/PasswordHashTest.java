package autoupload.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import autoupload.cli.ChildJava;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PasswordHashTest {
  static final List<Argon2> BOTH = List.of(new NativeArgon2(), new JavaArgon2());

  /** From the test suite of the Argon2 reference library, password "password". */
  private static final List<String> REFERENCE =
      List.of(
          "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
          "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
          "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
              + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

  @TempDir private Path folder;

  private static boolean verify(Argon2 argon2, String phc, String password) {
    return PasswordHash.verify(argon2, phc, password.toCharArray());
  }

  @ParameterizedTest
  @FieldSource("BOTH")
  void theRealLineHasItsPasswordAndNoOther(Argon2 argon2) {
    assertThat(verify(argon2, RealLines.SAMUELE_HASH, RealLines.SAMUELE_PASSWORD)).isTrue();
    assertThat(verify(argon2, RealLines.SAMUELE_HASH, "mypwd ")).isFalse();
    assertThat(verify(argon2, RealLines.SAMUELE_HASH, "Mypwd")).isFalse();
    assertThat(verify(argon2, RealLines.SAMUELE_HASH, "")).isFalse();
  }

  @ParameterizedTest
  @FieldSource("BOTH")
  void agreesWithTheReferenceLibraryOnEveryVariant(Argon2 argon2) {
    assertThat(REFERENCE).allMatch(phc -> verify(argon2, phc, "password"));
  }

  @ParameterizedTest
  @FieldSource("BOTH")
  void whatOneMakesTheOtherAccepts(Argon2 argon2) {
    String phc = PasswordHash.create(argon2, "pässwörd 🎥".toCharArray());

    assertThat(phc).startsWith("$argon2id$v=19$m=65536,t=3,p=1$");
    assertThat(BOTH).allMatch(other -> verify(other, phc, "pässwörd 🎥"));
    assertThat(verify(argon2, phc, "password 🎥")).isFalse();
  }

  @Test
  void aDecoyCostsWhatTheCostliestLineCosts() {
    String cheap = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$Cf1Dq2yhQBAvfCCf5YqWew";
    String costly = "$argon2i$v=16$m=32,t=3,p=2$c29tZXNhbHQ$Cf1Dq2yhQBAvfCCf5YqWew";

    assertThat(PasswordHash.decoy(PasswordFile.parse("a#" + cheap + "\nb#" + costly)))
        .startsWith("$argon2i$v=16$m=32,t=3,p=2$");
    assertThat(PasswordHash.decoy(PasswordFile.parse("b#" + costly + "\na#" + cheap)))
        .startsWith("$argon2i$v=16$m=32,t=3,p=2$");
    assertThat(PasswordHash.decoy(PasswordFile.empty())).startsWith("$argon2id$v=19$m=65536,t=3,");
  }

  @Test
  void bothComputeTheSameForEveryVariantAndVersion() {
    for (PhcString.Variant variant : PhcString.Variant.values()) {
      for (int version : new int[] {16, 19}) {
        PhcString like =
            new PhcString(
                variant, version, new PhcString.Cost(64, 2, 3), new byte[64], new byte[57]);

        assertThat(BOTH.get(0).derive(like, new byte[] {1, 2}))
            .as("%s version %d", variant, version)
            .isEqualTo(BOTH.get(1).derive(like, new byte[] {1, 2}));
      }
    }
  }

  @Test
  void everyHashHasItsOwnSalt() {
    assertThat(PasswordHash.create("x".toCharArray()))
        .isNotEqualTo(PasswordHash.create("x".toCharArray()));
  }

  @Test
  void nothingMatchesAMalformedHash() {
    for (String phc : List.of("", "mypwd", "$argon2id$", RealLines.SAMUELE, "$argon2id$v=19$m=1")) {
      assertThat(PasswordHash.verify(phc, RealLines.SAMUELE_PASSWORD.toCharArray())).isFalse();
      assertThat(PasswordHash.verify(phc, phc.toCharArray())).isFalse();
    }
  }

  @Test
  void aPasswordThatIsNoUnicodeMatchesNothingAndIsNotHashed() {
    char[] lone = {'\ud800'};

    assertThat(PasswordHash.verify(RealLines.SAMUELE_HASH, lone)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.create(lone));
    assertThatIllegalArgumentException().isThrownBy(() -> PasswordHash.create(new char[0]));
  }

  @Test
  void leavesThePasswordToItsOwner() {
    char[] password = RealLines.SAMUELE_PASSWORD.toCharArray();

    PasswordHash.verify(RealLines.SAMUELE_HASH, password);

    assertThat(password).containsExactly('m', 'y', 'p', 'w', 'd');
  }

  /**
   * Program that says which Argon2 it got, and what that makes of the right and of a wrong
   * password.
   */
  static final class Check {
    public static void main(String[] args) {
      System.out.println(Argon2.fastest().getClass().getSimpleName());
      for (String password : List.of(RealLines.SAMUELE_PASSWORD, "wrong")) {
        try {
          System.out.println(PasswordHash.verify(RealLines.SAMUELE_HASH, password.toCharArray()));
        } catch (IllegalStateException e) {
          System.out.println("cannot tell");
        }
      }
    }
  }

  private List<String> check(String... jvmOptions) throws Exception {
    ChildJava.Result result =
        ChildJava.run(folder, ChildJava.command(Check.class, jvmOptions), Map.of());
    assertThat(result.status()).as(result.toString()).isZero();
    return result.out().lines().toList();
  }

  @Test
  void whereNoLibraryLoadsJavaTakesOver() throws Exception {
    assertThat(check()).containsExactly("NativeArgon2", "true", "false");
    assertThat(check("-Djna.nounpack=true", "-Djna.nosys=true", "-Djna.boot.library.path=/none"))
        .containsExactly("JavaArgon2", "true", "false");
  }

  @Test
  void withoutTheMemoryThePasswordIsNeitherRightNorWrong() throws Exception {
    assertThat(
            check(
                "-Xmx40m",
                "-Djna.nounpack=true",
                "-Djna.nosys=true",
                "-Djna.boot.library.path=/none"))
        .containsExactly("JavaArgon2", "cannot tell", "cannot tell");
  }
}
