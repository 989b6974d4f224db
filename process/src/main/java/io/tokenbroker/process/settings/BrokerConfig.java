// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;

/** All that can be set for a broker. */
@ConfigMapping(prefix = "tokenbroker")
public interface BrokerConfig {
  @WithParentName
  ClusterConfig cluster();

  SchemaRegistryConfig schemaRegistry();

  LogConfig log();

  TracingConfig tracing();

  BrokerManagementConfig management();

  @WithParentName
  StateConfig state();

  @WithParentName
  CallConfig calls();

  ProviderConfig provider();
}
