// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.Deadlines;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.process.log.LogSettings;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.settings.EnvironmentReader;
import java.net.URI;
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
            TOKENBROKER_API_KEYS           file with API keys, besides those     none
                                           of the topic api-keys
            TOKENBROKER_HTTP_HOST          address to listen on                  127.0.0.1
            TOKENBROKER_HTTP_PORT          port to listen on; 0: any             8080
            TOKENBROKER_PUBLIC_URL         where browsers reach the gateway;     from host and
                                           https, or http on loopback            port, on loopback
            TOKENBROKER_TLS_CERTIFICATE    PEM file with certificate and chain;  plain text, behind
            TOKENBROKER_TLS_KEY            PEM file with its key                 a proxy
            TOKENBROKER_HTTP_HOSTS         more hosts (host or host:port, commas the public URL's
                                           between) requests may be for; *: any
            TOKENBROKER_TRUSTED_PROXIES    networks whose X-Forwarded-For or     none
                                           Forwarded is believed: 10.0.0.0/8,...
            TOKENBROKER_MAX_CONNECTIONS    connections open at once              20000
            TOKENBROKER_ACCESS_LOG         on: a line for each request; off      off
            TOKENBROKER_LIMIT_...          how often what may be done: see docs/operators.md
            TOKENBROKER_OUTCOME_WAIT       how long a callback waits, ISO 8601   PT10S
            TOKENBROKER_LINK_LIFETIME      how long a connect link works         PT10M
            TOKENBROKER_LINK_BINDING       whether connectors may have binding:  refused
                                           link; allowed or refused
          """
          + AccessEnvironment.HELP
          + SessionEnvironment.HELP
          + TracingSettings.HELP
          + LogSettings.HELP;

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
        new HttpSettings(
            reader.optional("HTTP_HOST").orElse("127.0.0.1"),
            reader.parsed("HTTP_PORT", Integer::valueOf).orElse(8080),
            reader.parsed("PUBLIC_URL", URI::create),
            EdgeVariables.tls(reader),
            EdgeVariables.list(reader, "HTTP_HOSTS"),
            EdgeVariables.list(reader, "TRUSTED_PROXIES"),
            reader
                .parsed("MAX_CONNECTIONS", Integer::valueOf)
                .orElse(HttpSettings.DEFAULT_MAX_CONNECTIONS),
            Deadlines.DEFAULT,
            reader.parsed("ACCESS_LOG", EdgeVariables::isOn).orElse(false)),
        reader.kafka(),
        reader.topics(),
        reader.keysets(),
        AccessEnvironment.read(reader),
        flow(reader),
        SessionEnvironment.read(reader),
        EdgeVariables.limits(reader),
        reader.schemaRegistry());
  }

  private static FlowSettings flow(EnvironmentReader reader) {
    return new FlowSettings(
        reader.parsed("OUTCOME_WAIT", Duration::parse).orElse(FlowSettings.DEFAULT.outcomeWait()),
        reader.parsed("LINK_LIFETIME", Duration::parse).orElse(FlowSettings.DEFAULT.linkLifetime()),
        reader.parsed("LINK_BINDING", EnvironmentSettings::allowed).orElse(false));
  }

  private static boolean allowed(String text) {
    return switch (text) {
      case "allowed" -> true;
      case "refused" -> false;
      default -> throw new IllegalArgumentException("it is allowed or refused");
    };
  }
}
