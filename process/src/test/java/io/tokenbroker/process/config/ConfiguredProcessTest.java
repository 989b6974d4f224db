// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tokenbroker.process.config.fault.ConfigurationException;
import io.tokenbroker.process.config.fault.Fault;
import io.tokenbroker.process.settings.BrokerConfig;
import io.tokenbroker.process.settings.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredProcessTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "TOKENBROKER_BOOTSTRAP_SERVERS", "kafka:9092",
              "TOKENBROKER_KEYSETS", "/keys",
              "TOKENBROKER_KEK", "x",
              "TOKENBROKER_STATE_DIR", "/state"));

  @Test
  void itIsReadyWithWhatTheEnvironmentSays() {
    assertThat(configure(List.of()).orElseThrow().settings()).isEqualTo(8);
  }

  @Test
  void theFileIsNamedByAnArgumentOrElseByTheEnvironment(@TempDir Path folder) throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "tokenbroker: {stream-threads: 2}");
    Path two = Files.writeString(folder.resolve("two"), "tokenbroker: {stream-threads: 3}");
    environment.put("TOKENBROKER_CONFIG", one.toString());

    assertThat(configure(List.of()).orElseThrow().settings()).isEqualTo(16);
    assertThat(configure(List.of("--config", two.toString())).orElseThrow().settings())
        .isEqualTo(24);
    assertThat(configure(List.of("--config=" + two)).orElseThrow().settings()).isEqualTo(24);
  }

  @Test
  void helpNamesEveryKeyAndVariable() {
    assertThat(configure(List.of("--help"))).isEmpty();
    assertThat(said())
        .startsWith("A broker")
        .contains(
            "  stream-threads   TOKENBROKER_STREAM_THREADS\n",
            "a whole number, 1 to 64; default 1",
            "TOKENBROKER_KAFKA_...",
            "From a file: kek-file, TOKENBROKER_KEK_FILE",
            "docs/kafka.md.");
    assertThat(said().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(110));
  }

  @Test
  void aCheckSaysWhatIsInForceAndStartsNothing() {
    assertThat(configure(List.of("--check-config"))).isEmpty();
    assertThat(said()).contains("tokenbroker.state-dir: /state");
  }

  @Test
  void aCheckOpensWhatAStartWouldOpenAndAStartDoesSoByItself() {
    AtomicInteger inspected = new AtomicInteger();
    ConfiguredProcess<BrokerConfig, Integer> process =
        new ConfiguredProcess<>(
            "A broker",
            BrokerConfig.class,
            Models.all(),
            ConfiguredProcessTest::settings,
            inspected::set);
    PrintStream nowhere = new PrintStream(out, true, StandardCharsets.UTF_8);

    assertThat(process.configure(List.of(), environment, nowhere)).isPresent();
    assertThat(inspected).hasValue(0);
    assertThat(process.configure(List.of("--check-config"), environment, nowhere)).isEmpty();
    assertThat(inspected).hasValue(8);
  }

  @Test
  void whatIsWrongIsThrownAlsoWhereOnlyACheckWasAskedFor() {
    environment.put("TOKENBROKER_STREAM_THREADS", "13");

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> configure(List.of("--check-config")))
        .withMessage("an unlucky number");
  }

  @Test
  void anUnknownArgumentIsRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> configure(List.of("--confg=x")))
        .withMessage("unknown argument --confg=x; --help says which there are");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> configure(List.of("--config")))
        .withMessage("--config needs the name of a file");
  }

  private Optional<ConfiguredProcess.Ready<BrokerConfig, Integer>> configure(
      List<String> arguments) {
    return new ConfiguredProcess<>(
            "A broker",
            BrokerConfig.class,
            Models.all(),
            ConfiguredProcessTest::settings,
            settings -> {})
        .configure(arguments, environment, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private static Integer settings(BrokerConfig config) {
    if (config.state().streamThreads() == 13) {
      throw new ConfigurationException(List.of(new Fault("an unlucky number")));
    }
    return config.state().streamThreads() * 8;
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
