// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;

/** Where the broker tells how it is, apart from its work. */
@Section(value = "Management of the broker", order = 51)
public interface BrokerManagementConfig {
  @Meaning("address of the management server (health, metrics); nothing that strangers may reach")
  @WithDefault("127.0.0.1")
  String host();

  @Meaning(value = "its port; 0: any free one", range = "0..65535")
  @WithDefault("9465")
  int port();
}
