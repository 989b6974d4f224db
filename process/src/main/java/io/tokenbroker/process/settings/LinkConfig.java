// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.time.Duration;

/** The links that applications make for people. */
@Section(value = "Links", order = 130)
public interface LinkConfig {
  /** Whether connectors may have {@code binding: link}. */
  enum Binding {
    ALLOWED,
    REFUSED
  }

  @Meaning(
      value =
          "how long a connect link works; nobody remembers longer than the range how an"
              + " authorization ended, so an older link would start it again",
      range = "PT0.001S..PT15M")
  @WithDefault("PT10M")
  Duration lifetime();

  @Meaning(
      "whether connectors may have `binding: link`, which believes whoever holds the link; for"
          + " tests only")
  @WithDefault("refused")
  Binding binding();

  @Meaning(
      value = "how long a session lasts that a link to the connections page began",
      range = "PT0.001S..P1D")
  @WithDefault("PT1H")
  Duration session();
}
