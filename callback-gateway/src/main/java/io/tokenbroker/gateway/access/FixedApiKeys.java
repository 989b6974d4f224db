// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keys that stay as they are. Immutable. */
final class FixedApiKeys implements ApiKeySource {
  private final Map<String, ApiKey> byId;

  /**
   * @throws ApiKeyFileException if two keys have one id
   */
  FixedApiKeys(List<ApiKey> keys) {
    this.byId =
        keys.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ApiKey::id,
                    Function.identity(),
                    (one, other) -> {
                      throw new ApiKeyFileException("two API keys have the id " + one.id());
                    }));
  }

  @Override
  public Optional<ApiKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public boolean isComplete() {
    return true;
  }
}
