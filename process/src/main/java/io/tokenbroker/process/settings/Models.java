// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.tokenbroker.process.config.key.ConfigModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models of all processes. */
public final class Models {
  private static final List<Class<?>> ALL =
      List.of(GatewayConfig.class, BrokerConfig.class, CommandConfig.class);

  private Models() {}

  /** The typed models: whatever one of them has may be set for each. */
  public static List<Class<?>> all() {
    return ALL;
  }

  /** The processes that are documented, by name. */
  public static Map<String, ConfigModel> documented() {
    Map<String, ConfigModel> models = new LinkedHashMap<>();
    models.put("gateway", ConfigModel.of(GatewayConfig.class));
    models.put("broker", ConfigModel.of(BrokerConfig.class));
    return models;
  }
}
