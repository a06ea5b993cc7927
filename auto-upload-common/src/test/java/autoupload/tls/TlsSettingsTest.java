package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"upload.example", "upload.example.", "localhost"})
  void aClientTellsTheNameItAsksFor(String host) {
    assertThat(TlsSettings.client(host, true).getServerNames())
        .containsExactly(new SNIHostName(host.equals("localhost") ? host : "upload.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7", "no_name"})
  void aClientTellsNoNameWhereItHasNone(String host) {
    assertThat(TlsSettings.client(host, true).getServerNames()).isNullOrEmpty();
  }

  @Test
  void bothEndsAllowTls13AndThreeCiphersOnly() {
    for (SSLParameters settings :
        new SSLParameters[] {
          TlsSettings.server(List.of(TlsConnection.PROTOCOL)), TlsSettings.client("localhost", true)
        }) {
      assertThat(settings.getProtocols()).containsExactly("TLSv1.3");
      assertThat(settings.getApplicationProtocols()).containsExactly("auto-upload/1");
      assertThat(settings.getCipherSuites())
          .containsExactlyInAnyOrder(
              "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384");
    }
  }

  @Test
  void theClientPutsFirstWhatItsCpuIsFastAt() {
    assertThat(TlsSettings.client("localhost", true).getCipherSuites()[0])
        .isEqualTo(CpuAes.isPresent() ? "TLS_AES_128_GCM_SHA256" : "TLS_CHACHA20_POLY1305_SHA256");
  }
}
