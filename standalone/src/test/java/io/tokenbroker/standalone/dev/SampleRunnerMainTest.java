// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleRunnerMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private final Path folder;

  SampleRunnerMainTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void helpNamesEverySetting() {
    assertThat(run(List.of("--help"), Map.of())).isZero();

    assertThat(out.toString())
        .contains("SAMPLE_RUNNER_USERINFO", "SAMPLE_RUNNER_GATEWAY", "SAMPLE_RUNNER_API_KEY_FILE")
        .contains("TOKENBROKER_BOOTSTRAP_SERVERS");
  }

  @Test
  void aMissingSettingIsNamed() throws IOException {
    Map<String, String> environment = complete();
    environment.remove("SAMPLE_RUNNER_GATEWAY");

    assertThat(run(List.of(), environment)).isEqualTo(1);

    assertThat(err.toString()).contains("SAMPLE_RUNNER_GATEWAY is not set");
  }

  @Test
  void thePageIsOnLoopbackUnlessItIsToldOtherwise() throws IOException {
    SampleRunnerSettings settings = SampleRunnerSettings.read(complete());

    assertThat(settings.pageAddress().getAddress().isLoopbackAddress()).isTrue();
    assertThat(settings.pageAddress().getPort()).isEqualTo(8090);
    assertThat(settings.gateway()).isEqualTo(URI.create("http://proxy:8080"));
    assertThat(settings.toString()).doesNotContain("tbk_swordfish");
  }

  private Map<String, String> complete() throws IOException {
    Path kek = folder.resolve("kek");
    KeysetFolder.create(folder.resolve("keysets"), KeyEncryptionKey.createFile(kek));
    Path key = Files.writeString(folder.resolve("api-key"), "tbk_swordfish\n");
    return new HashMap<>(
        Map.of(
            "TOKENBROKER_BOOTSTRAP_SERVERS",
            "kafka:9092",
            "TOKENBROKER_KEYSETS",
            folder.resolve("keysets").toString(),
            "TOKENBROKER_KEK_FILE",
            kek.toString(),
            "SAMPLE_RUNNER_USERINFO",
            "http://provider.localhost:9000/userinfo",
            "SAMPLE_RUNNER_GATEWAY",
            "http://proxy:8080",
            "SAMPLE_RUNNER_API_KEY_FILE",
            key.toString()));
  }

  private int run(List<String> arguments, Map<String, String> environment) {
    return SampleRunnerMain.run(arguments, environment, new PrintWriter(out), new PrintWriter(err));
  }
}
