// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.gateway.event.UnavailableException;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The API keys that are accepted. Thread-safe. */
public final class ApiKeys {
  private static final String NO_HASH = "0".repeat(64);

  private final List<ApiKeySource> sources;
  private final Clock clock;

  /**
   * @param sources where keys are looked for; the first that has an id decides about it
   */
  public ApiKeys(Clock clock, ApiKeySource... sources) {
    this.sources = List.of(sources);
    this.clock = clock;
  }

  /**
   * Keys that stay as they are.
   *
   * @throws ApiKeyFileException if two keys have one id
   */
  public ApiKeys(List<ApiKey> keys, Clock clock) {
    this(clock, new FixedApiKeys(keys));
  }

  /**
   * The key that this is the text of, unless it is unknown or expired.
   *
   * @throws UnavailableException if not all keys have been read yet: it may be defined further on,
   *     or taken back
   */
  public Optional<ApiKey> find(Secret text) {
    Optional<String> id = ApiKey.idIn(text.reveal(SecretAccess.get()));
    Optional<ApiKey> named = id.flatMap(this::named);
    byte[] sent = bytes(ApiKey.sha256(text));
    // Both compared, even when there is no such id, and without stopping at the first difference.
    boolean current = MessageDigest.isEqual(bytes(named.map(ApiKey::sha256).orElse(NO_HASH)), sent);
    boolean former =
        MessageDigest.isEqual(bytes(named.flatMap(ApiKey::previousSha256).orElse(NO_HASH)), sent);
    Optional<ApiKey> found =
        named
            .filter(key -> current || (former && isBefore(key.previousUntil())))
            .filter(key -> key.expiresAt().isEmpty() || isBefore(key.expiresAt()));
    return found;
  }

  private Optional<ApiKey> named(String id) {
    for (ApiKeySource source : sources) {
      if (!source.isComplete()) {
        throw new UnavailableException("the API keys have not been read yet");
      }
      Optional<ApiKey> found = source.find(id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private boolean isBefore(Optional<Instant> end) {
    return end.filter(clock.instant()::isBefore).isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
