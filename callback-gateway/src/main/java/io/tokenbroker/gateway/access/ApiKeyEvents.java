// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.event.ApiKeyDefined;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** API keys as events of the topic {@code api-keys}. */
public final class ApiKeyEvents {
  private ApiKeyEvents() {}

  /**
   * The key that an event defines. Scopes that this version does not know are left out.
   *
   * @throws IllegalArgumentException if it is none, or no scope is left
   */
  public static ApiKey key(ApiKeyDefined event) {
    Set<ApiScope> scopes = EnumSet.noneOf(ApiScope.class);
    event.getScopes().forEach(text -> ApiScope.parse(text).ifPresent(scopes::add));
    return new ApiKey(
        event.getId(),
        event.getTenant(),
        event.getUser(),
        event.getSha256(),
        event.getPreviousSha256(),
        event.getPreviousUntil(),
        scopes,
        event.getExpiresAt());
  }

  /**
   * The event that defines a key.
   *
   * @param definedBy who made or changed it
   */
  public static ApiKeyDefined event(ApiKey key, String definedBy, Instant definedAt) {
    ApiKeyDefined.Builder event =
        ApiKeyDefined.newBuilder()
            .setId(key.id())
            .setTenant(key.tenant())
            .setSha256(key.sha256())
            .setScopes(key.scopes().stream().sorted().map(ApiScope::text).toList())
            .setDefinedAt(definedAt)
            .setDefinedBy(definedBy);
    key.user().ifPresent(event::setUser);
    key.previousSha256().ifPresent(event::setPreviousSha256);
    key.previousUntil().ifPresent(event::setPreviousUntil);
    key.expiresAt().ifPresent(event::setExpiresAt);
    return event.build();
  }
}
