package autoupload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class RefusalCodeTest {
  @Test
  void eachIsFoundByItsNumber() {
    for (RefusalCode code : RefusalCode.values()) {
      assertThat(RefusalCode.of(code.code())).hasValue(code);
    }
    assertThat(RefusalCode.of(0)).isEmpty();
    assertThat(RefusalCode.of(33)).isEmpty();
  }

  /** PROTOCOL.md, "Codes": they are never given another meaning. */
  @Test
  void theNumbersAreThoseOfTheProtocol() {
    assertThat(Arrays.stream(RefusalCode.values()).map(RefusalCode::code))
        .containsExactly(1, 2, 3, 4, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32);
  }

  @Test
  void onlyWhatNeedsAChangeIsNotTriedAgain() {
    EnumSet<RefusalCode> lasting = EnumSet.allOf(RefusalCode.class);
    lasting.removeIf(RefusalCode::retryable);

    assertThat(lasting)
        .containsExactly(
            RefusalCode.PROTOCOL,
            RefusalCode.VERSION,
            RefusalCode.NAME_INVALID,
            RefusalCode.NAME_CONFLICT);
  }
}
