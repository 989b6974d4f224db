// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.settings;

import io.smallrye.config.WithDefault;
import io.tokenbroker.process.config.key.Meaning;
import io.tokenbroker.process.config.key.Section;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the gateway is reached, and by whom. */
@Section(value = "Edge", order = 120)
public interface EdgeConfig {
  /** Whether something is done. */
  enum Switch {
    ON,
    OFF
  }

  @Meaning(
      value = "where browsers reach the gateway; https, or plain http on loopback",
      otherwise = "from host and port, where the host is loopback",
      example = "https://connect.example")
  Optional<URI> publicUrl();

  @Meaning(
      value =
          "networks whose `Forwarded` or `X-Forwarded-For` is believed, from the right; where both"
              + " are there and tell of different clients, neither",
      otherwise = "nobody's",
      example = "10.0.0.0/8")
  Optional<List<String>> trustedProxies();

  @Meaning(value = "connections open at once", range = "1..1000000")
  @WithDefault("20000")
  int maxConnections();

  @Meaning(
      "a line for each request: method, route's pattern, status, milliseconds, bytes, address,"
          + " caller, correlation id; never a path or a query")
  @WithDefault("off")
  Switch accessLog();

  @Meaning(value = "how long a callback waits for its outcome", range = "PT0.001S..PT30S")
  @WithDefault("PT10S")
  Duration outcomeWait();

  @Meaning(
      value =
          "file with API keys, besides those of the topic `api-keys`; see"
              + " [gateway.md](gateway.md)",
      otherwise = "those of the topic only",
      atRunTime = "the file is looked at every 2 s; one that can't be read changes nothing")
  Optional<Path> apiKeys();

  @Meaning(
      value =
          "all sessions that had begun before are over, those of logins and those of links; after a"
              + " theft, for example",
      otherwise = "sessions end by their age only",
      example = "2030-01-31T12:00:00Z")
  Optional<Instant> sessionsEndedBefore();
}
