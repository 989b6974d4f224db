// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.http.TlsFiles;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.limit.LimitSettings.PerMinute;
import io.tokenbroker.settings.EnvironmentReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The variables that say who gets in, and how often. */
final class EdgeVariables {
  private EdgeVariables() {}

  static Optional<TlsFiles> tls(EnvironmentReader reader) {
    if (reader.optional("TLS_CERTIFICATE").isEmpty() && reader.optional("TLS_KEY").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsFiles(
            Path.of(reader.required("TLS_CERTIFICATE")), Path.of(reader.required("TLS_KEY"))));
  }

  static List<String> list(EnvironmentReader reader, String name) {
    return reader
        .optional(name)
        .map(text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList())
        .orElse(List.of());
  }

  static boolean isOn(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("it is on or off");
    };
  }

  static LimitSettings limits(EnvironmentReader reader) {
    LimitSettings defaults = LimitSettings.DEFAULT;
    return new LimitSettings(
        perMinute(reader, "START", defaults.start()),
        perMinute(reader, "CALLBACK", defaults.callback()),
        perMinute(reader, "DISCONNECT", defaults.disconnect()),
        perMinute(reader, "DESCRIBE", defaults.describe()),
        limit(reader, "FAILURES_PER_ADDRESS", defaults.failuresPerAddress()),
        limit(reader, "PENDING_PER_USER", defaults.pendingPerUser()),
        limit(reader, "PENDING_PER_TENANT", defaults.pendingPerTenant()),
        limit(reader, "PENDING", defaults.pending()));
  }

  private static PerMinute perMinute(EnvironmentReader reader, String name, PerMinute defaults) {
    return new PerMinute(
        limit(reader, name + "_PER_ADDRESS", defaults.address()),
        limit(reader, name + "_PER_TENANT", defaults.tenant()),
        limit(reader, name + "_PER_USER", defaults.user()));
  }

  private static int limit(EnvironmentReader reader, String name, int otherwise) {
    return reader.parsed("LIMIT_" + name, Integer::valueOf).orElse(otherwise);
  }
}
