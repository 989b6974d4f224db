// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoProviderMainTest {
  private final Path folder;

  DemoProviderMainTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void itsMetadataNamesTheAddressAtWhichOthersReachIt() throws Exception {
    DemoProviderSettings settings =
        DemoProviderMain.settings(
            Map.of(
                "DEMO_PROVIDER_CLIENT_SECRET_FILE",
                secret(),
                "DEMO_PROVIDER_PORT",
                "0",
                "DEMO_PROVIDER_ISSUER",
                "http://provider.localhost:9000"));

    try (DemoProvider provider = DemoProvider.start(settings)) {
      assertThat(provider.tokenEndpoint())
          .isEqualTo(URI.create("http://provider.localhost:9000/token"));
    }
  }

  @Test
  void withoutFurtherSettingsItServesLoopbackForTwoMinuteTokens() throws Exception {
    DemoProviderSettings settings =
        DemoProviderMain.settings(Map.of("DEMO_PROVIDER_CLIENT_SECRET_FILE", secret()));

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.accessTokenLifetime()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.clients().get(0).clientSecret()).isEqualTo("swordfish");
  }

  @Test
  void aMissingSecretIsNamed() {
    assertThatThrownBy(() -> DemoProviderMain.settings(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DEMO_PROVIDER_CLIENT_SECRET_FILE");
  }

  private String secret() throws IOException {
    return Files.writeString(folder.resolve("secret"), "swordfish\n").toString();
  }
}
