// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.util.List;
import java.util.Optional;

/** Where the gateway listens. */
@Section(value = "HTTP", order = 100)
public interface HttpConfig {
  @Meaning("address to listen on")
  @WithDefault("127.0.0.1")
  String host();

  @Meaning(value = "port to listen on; 0: any free one", range = "0..65535")
  @WithDefault("8080")
  int port();

  @Meaning(
      value =
          "more hosts (`host` or `host:port`) that requests may be for, such as an internal name;"
              + " `*`: any",
      otherwise = "the public URL's only",
      example = "gateway:8080")
  Optional<List<String>> hosts();
}
