// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;

/** All that can be set for a gateway. */
@ConfigMapping(prefix = "tokenbroker")
public interface GatewayConfig {
  @WithParentName
  ClusterConfig cluster();

  SchemaRegistryConfig schemaRegistry();

  LogConfig log();

  TracingConfig tracing();

  GatewayManagementConfig management();

  HttpConfig http();

  TlsConfig tls();

  @WithParentName
  EdgeConfig edge();

  LinkConfig link();

  JwtConfig jwt();

  LoginConfig login();

  LimitConfig limit();
}
