// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Calls to providers. */
@Section(
    value = "Calls to providers",
    order = 210,
    text =
        "[operators.md](operators.md#addresses-that-are-refused) says what is refused, and why a"
            + " call was not made.")
public interface CallConfig {
  @Meaning(value = "longest wait for a provider's answer", range = "PT1S..PT60S")
  @WithDefault("PT10S")
  Duration callTimeout();

  @Meaning(value = "how often the provider caller commits its offsets", range = "PT0.001S..P1D")
  @WithDefault("PT0.2S")
  Duration commitInterval();

  @Meaning(
      value =
          "networks that are not public and may be called all the same: networks, addresses,"
              + " `loopback`",
      otherwise = "none",
      example = "10.20.0.0/16,fd00:1::/64")
  Optional<List<String>> allowedNetworks();

  @Meaning(
      value = "failures in a row after which a connector's calls are held back",
      range = "1..1000")
  @WithDefault("10")
  int circuitFailures();
}
