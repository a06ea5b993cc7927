package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuAesTest {
  @Test
  void seesAesOnX86AndArm() {
    assertThat(CpuAes.isIn("processor\t: 0\nflags\t\t: fpu sse2 aes avx\n")).isTrue();
    assertThat(CpuAes.isIn("processor\t: 0\nFeatures\t: fp asimd aes pmull\n")).isTrue();
  }

  @Test
  void seesThatARaspberryPi4HasNone() {
    String pi4 =
        "processor\t: 0\nFeatures\t: fp asimd evtstrm crc32 cpuid\nModel\t: Raspberry Pi 4 aes\n";
    assertThat(CpuAes.isIn(pi4)).isFalse();
    assertThat(CpuAes.isIn("flags\t\t: fpu vaes sse2\n")).isFalse();
  }

  @Test
  void assumesAesWhereNothingTells(@TempDir Path dir) {
    assertThat(CpuAes.detect(dir.resolve("cpuinfo"))).isTrue();
  }
}
