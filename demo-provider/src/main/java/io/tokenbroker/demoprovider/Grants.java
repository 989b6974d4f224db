// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All grants and access tokens that are alive, found by the hashes of their tokens. A change is in
 * the data file, where there is one, before the method returns. Bounded: when it is full the oldest
 * gives way. Thread-safe.
 */
final class Grants {

  private static final int MAX_GRANTS = 100_000;
  private static final int MAX_ACCESS_TOKENS = 200_000;

  private final Map<String, Grant> byId = new LinkedHashMap<>();
  private final Map<Sha256, String> idByCredential = new HashMap<>();
  private final Map<Sha256, AccessToken> accessTokens = new LinkedHashMap<>();
  private final Optional<GrantFile> file;

  Grants(Optional<GrantFile> file) {
    this.file = file;
    file.map(GrantFile::load)
        .ifPresent(
            stored -> {
              stored.grants().forEach(this::index);
              stored.accessTokens().forEach(token -> accessTokens.put(token.hash(), token));
              // Saved at once, so that a folder that cannot be written is known at the start.
              save();
            });
  }

  /**
   * Adds the grant, or replaces the one with its id, together with an access token that was issued
   * from it.
   */
  synchronized void put(Grant grant, AccessToken issued, Instant now) {
    Optional.ofNullable(byId.get(grant.id())).ifPresent(this::unindex);
    index(grant);
    accessTokens.put(issued.hash(), issued);
    dropSurplus(now);
    save();
  }

  /** The grant that this refresh token belongs to, spent or not. */
  synchronized Optional<Grant> findByRefreshToken(Sha256 refreshToken) {
    return find(refreshToken).filter(grant -> !grant.code().equals(Optional.of(refreshToken)));
  }

  /** The grant that was issued for this code. */
  synchronized Optional<Grant> findByCode(Sha256 code) {
    return find(code).filter(grant -> grant.code().equals(Optional.of(code)));
  }

  /** An access token that is alive. */
  synchronized Optional<AccessToken> findAccessToken(Sha256 accessToken, Instant now) {
    return Optional.ofNullable(accessTokens.get(accessToken))
        .filter(token -> now.isBefore(token.expiresAt()));
  }

  /** When the last access token of a grant expires. */
  synchronized Optional<Instant> lastExpiry(Grant grant) {
    return accessTokens.values().stream()
        .filter(token -> token.grantId().equals(grant.id()))
        .map(AccessToken::expiresAt)
        .max(Comparator.naturalOrder());
  }

  synchronized Optional<Grant> findByAccessToken(Sha256 accessToken, Instant now) {
    return Optional.ofNullable(accessTokens.get(accessToken))
        .filter(token -> now.isBefore(token.expiresAt()))
        .map(token -> byId.get(token.grantId()));
  }

  /** Ends the grant with all its tokens. */
  synchronized void remove(Grant grant) {
    unindex(grant);
    byId.remove(grant.id());
    accessTokens.values().removeIf(token -> token.grantId().equals(grant.id()));
    save();
  }

  synchronized void removeAccessToken(Sha256 accessToken) {
    accessTokens.remove(accessToken);
    save();
  }

  private Optional<Grant> find(Sha256 credential) {
    return Optional.ofNullable(idByCredential.get(credential)).map(byId::get);
  }

  private void index(Grant grant) {
    byId.put(grant.id(), grant);
    grant.code().ifPresent(code -> idByCredential.put(code, grant.id()));
    grant.refreshTokens().forEach(token -> idByCredential.put(token.hash(), grant.id()));
  }

  private void unindex(Grant grant) {
    grant.code().ifPresent(idByCredential::remove);
    grant.refreshTokens().forEach(token -> idByCredential.remove(token.hash()));
  }

  /** Most access tokens live equally long, so the ones that were issued first expire first. */
  private void dropSurplus(Instant now) {
    Iterator<AccessToken> oldest = accessTokens.values().iterator();
    while (oldest.hasNext()) {
      boolean expired = !now.isBefore(oldest.next().expiresAt());
      if (!expired && accessTokens.size() <= MAX_ACCESS_TOKENS) {
        break;
      }
      oldest.remove();
    }
    if (byId.size() > MAX_GRANTS) {
      Grant first = byId.values().iterator().next();
      unindex(first);
      byId.remove(first.id());
    }
  }

  private void save() {
    file.ifPresent(f -> f.save(new GrantDocument(byId.values(), accessTokens.values())));
  }
}
