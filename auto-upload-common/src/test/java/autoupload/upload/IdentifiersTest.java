package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers of clients and stores, and the marks by which a folder says whose it is. */
class IdentifiersTest {
  private static final String HEX = "000102030405060708090a0b0c0d0eff";
  private static final byte[] BYTES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1};

  @TempDir private Path folder;

  @Test
  void anIdIsItsBytesInHexadecimal() {
    assertThat(ClientId.of(BYTES)).hasToString(HEX).isEqualTo(new ClientId(HEX));
    assertThat(new ClientId(HEX).bytes()).isEqualTo(BYTES);
    assertThat(StoreId.of(BYTES)).hasToString(HEX).isEqualTo(new StoreId(HEX));
    assertThat(new StoreId(HEX).bytes()).isEqualTo(BYTES);
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(ClientId.random()).isNotEqualTo(ClientId.random());
    assertThat(StoreId.random()).isNotEqualTo(StoreId.random());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", HEX + "00", "000102030405060708090A0B0C0D0EFF"})
  void nothingElseIsAnId(String hex) {
    assertThatThrownBy(() -> new ClientId(hex)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StoreId(hex)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFolderSaysWhichStoresItIsAPartOf() throws IOException {
    assertThat(StoreId.in(folder)).isEmpty();

    Files.writeString(folder.resolve(ReservedNames.STORE_MARK), HEX + "\n");
    assertThat(StoreId.in(folder)).containsExactly(new StoreId(HEX));

    StoreId inner = StoreId.random();
    Files.createDirectory(folder.resolve(".auto-upload"));
    Files.writeString(folder.resolve(ReservedNames.STORE_ID), inner.hex());
    assertThat(StoreId.in(folder)).containsExactlyInAnyOrder(inner, new StoreId(HEX));
  }

  @Test
  void aDamagedMarkIsNotTakenForNone() throws IOException {
    Files.writeString(folder.resolve(ReservedNames.STORE_MARK), HEX.substring(1));

    assertThatThrownBy(() -> StoreId.in(folder)).hasMessageContaining("is damaged");
  }
}
