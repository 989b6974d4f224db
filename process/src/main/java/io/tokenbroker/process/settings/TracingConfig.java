// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.net.URI;
import java.util.Optional;

/** Where spans go. */
@Section(value = "Tracing", order = 40)
public interface TracingConfig {
  @Meaning(
      value = "where spans are sent: OTLP over HTTP",
      otherwise = "no tracing",
      example = "http://collector:4318/v1/traces")
  Optional<URI> endpoint();

  @Meaning(
      value = "the share of traces that is recorded, of those that begin here",
      range = "0.0..1.0")
  @WithDefault("1.0")
  double sampleRatio();
}
