// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.settings.EnvironmentReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The settings of a gateway process, from environment variables; {@link #HELP} lists them. */
final class EnvironmentSettings {
  static final String HELP =
      """
      Callback gateway of Token broker. It is set up by environment variables:

      """
          + EnvironmentReader.SHARED_HELP
          + """
            TOKENBROKER_API_KEYS           file with the API keys                required
            TOKENBROKER_HTTP_HOST          address to listen on                  127.0.0.1
            TOKENBROKER_HTTP_PORT          port to listen on; 0: any             8080
            TOKENBROKER_PUBLIC_URL         where browsers reach the gateway;     from host and
                                           https, or http on loopback            port, on loopback
            TOKENBROKER_OUTCOME_WAIT       how long a callback waits, ISO 8601   PT10S
            TOKENBROKER_LINK_LIFETIME      how long a connect link works         PT10M
          """;

  private EnvironmentSettings() {}

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if one is missing or malformed; the message names it
   * @throws io.tokenbroker.secrets.KeysetException if the key-encryption key is no good
   */
  static GatewaySettings read(Map<String, String> environment) {
    EnvironmentReader reader = new EnvironmentReader(environment);
    return new GatewaySettings(
        reader.optional("HTTP_HOST").orElse("127.0.0.1"),
        reader.parsed("HTTP_PORT", Integer::valueOf).orElse(8080),
        reader.parsed("PUBLIC_URL", URI::create),
        reader.kafka(),
        reader.topics(),
        reader.keysets(),
        Path.of(reader.required("API_KEYS")),
        reader.parsed("OUTCOME_WAIT", Duration::parse).orElse(GatewaySettings.DEFAULT_OUTCOME_WAIT),
        reader
            .parsed("LINK_LIFETIME", Duration::parse)
            .orElse(GatewaySettings.DEFAULT_LINK_LIFETIME));
  }
}
