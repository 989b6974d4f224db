// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The API keys that are accepted. Thread-safe. */
public final class ApiKeys {
  private static final String NO_HASH = "0".repeat(64);

  private final Map<String, ApiKey> byId;
  private final Clock clock;

  /**
   * @throws IllegalArgumentException if two keys have one id
   */
  public ApiKeys(List<ApiKey> keys, Clock clock) {
    this.byId =
        keys.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ApiKey::id,
                    Function.identity(),
                    (one, other) -> {
                      throw new IllegalArgumentException("two API keys have the id " + one.id());
                    }));
    this.clock = clock;
  }

  /** The key that this is the text of, unless it is unknown or expired. */
  public Optional<ApiKey> find(Secret text) {
    Optional<ApiKey> named =
        ApiKey.idIn(text.reveal(SecretAccess.get()))
            .flatMap(id -> Optional.ofNullable(byId.get(id)));
    // Compared even when there is no such id, and without stopping at the first difference.
    boolean same =
        MessageDigest.isEqual(
            named.map(ApiKey::sha256).orElse(NO_HASH).getBytes(StandardCharsets.US_ASCII),
            ApiKey.sha256(text).getBytes(StandardCharsets.US_ASCII));
    return named
        .filter(key -> same)
        .filter(
            key -> key.expiresAt().stream().allMatch(expiry -> clock.instant().isBefore(expiry)));
  }
}
