// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may call the API. Keys of the topic {@code api-keys} are always accepted.
 *
 * @param apiKeys file of {@link ApiKeyFile}, accepted as well
 * @param jwt which bearer tokens are accepted as well
 */
public record AccessSettings(Optional<Path> apiKeys, Optional<JwtSettings> jwt) {
  /** API keys of a file, and no tokens. */
  public AccessSettings(Path apiKeys) {
    this(Optional.of(apiKeys), Optional.empty());
  }
}
