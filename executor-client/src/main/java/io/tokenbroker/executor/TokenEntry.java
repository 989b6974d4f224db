// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.executor;

import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.CannotOpenException;
import io.tokenbroker.secrets.Opener;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.UnknownKeyException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last known state of one grant. Its token, and the key that this may be bound to, stay sealed
 * until the token is first asked for, so that a start with many tokens opens none of them; opening
 * needs no lock: of several threads that open at once one result is kept. Immutable apart from
 * that.
 */
final class TokenEntry {
  private static final long NO_TOKEN = Long.MIN_VALUE;
  private static final Duration RETRY_UNKNOWN_KEY = Duration.ofSeconds(10);

  /** Which event it was. */
  sealed interface State {}

  record Refreshed() implements State {}

  record Reauthorize(String reason, Instant since, Optional<Instant> requiredBy) implements State {}

  record Revoked(String reason, Instant revokedAt) implements State {}

  /** The token on its way from sealed to open. */
  private sealed interface Content {}

  private record Sealed(ByteBuffer token, Optional<ByteBuffer> proofKey) implements Content {}

  private record Open(Optional<AccessToken> token) implements Content {}

  private record Unreadable(Sealed sealed, String reason, long retryAtMillis) implements Content {}

  /** What is public about the token. */
  private record Facts(
      String tokenType, List<String> scopes, Optional<String> subject, Map<String, String> map) {}

  private final TokenKey key;
  private final TokenVersion version;
  private final State state;
  private final Facts facts;
  private final long expiresAtMillis;
  private final AtomicReference<Content> content;

  private TokenEntry(
      TokenKey key,
      TokenVersion version,
      State state,
      Facts facts,
      long expiresAtMillis,
      Content content) {
    this.key = key;
    this.version = version;
    this.state = state;
    this.facts = facts;
    this.expiresAtMillis = expiresAtMillis;
    this.content = new AtomicReference<>(content);
  }

  static TokenEntry of(TokenKey key, TokenRefreshed event) {
    return new TokenEntry(
        key,
        new TokenVersion(event.getGeneration(), event.getSequence()),
        new Refreshed(),
        new Facts(
            event.getTokenType(),
            List.copyOf(event.getScopes()),
            event.getSubject(),
            Map.copyOf(event.getAttributes())),
        event.getExpiresAt().toEpochMilli(),
        new Sealed(event.getSealedAccessToken(), event.getSealedProofKey()));
  }

  static TokenEntry of(TokenKey key, ReauthorizationRequired event) {
    // A token without an expiry is not handed out: nobody could say when to stop.
    Optional<ByteBuffer> sealed =
        event.getExpiresAt().flatMap(expiry -> event.getSealedAccessToken());
    return new TokenEntry(
        key,
        new TokenVersion(event.getGeneration(), event.getSequence()),
        new Reauthorize(event.getReason(), event.getSince(), event.getRequiredBy()),
        new Facts(
            event.getTokenType().orElse("Bearer"),
            List.copyOf(event.getScopes()),
            event.getSubject(),
            Map.copyOf(event.getAttributes())),
        sealed.flatMap(bytes -> event.getExpiresAt()).map(Instant::toEpochMilli).orElse(NO_TOKEN),
        sealed
            .<Content>map(token -> new Sealed(token, event.getSealedProofKey()))
            .orElseGet(() -> new Open(Optional.empty())));
  }

  static TokenEntry of(TokenKey key, TokenRevoked event) {
    return new TokenEntry(
        key,
        new TokenVersion(event.getGeneration(), event.getSequence()),
        new Revoked(event.getReason(), event.getRevokedAt()),
        new Facts("", List.of(), Optional.empty(), Map.of()),
        NO_TOKEN,
        new Open(Optional.empty()));
  }

  TokenKey key() {
    return key;
  }

  TokenVersion version() {
    return version;
  }

  State state() {
    return state;
  }

  /** Whether the broker still refreshes the grant, up to a known end or without one. */
  boolean isLive() {
    return state instanceof Refreshed
        || (state instanceof Reauthorize announced && announced.requiredBy().isPresent());
  }

  /** The token if it is valid and can be opened; the same object at every call. */
  Optional<AccessToken> usable(long nowMillis, Opener opener, ClientCounters counters) {
    if (nowMillis >= expiresAtMillis) {
      return Optional.empty();
    }
    Content seen = content.get();
    if (seen instanceof Open open) {
      return open.token();
    }
    if (seen instanceof Sealed sealed) {
      return open(sealed, sealed, nowMillis, opener, counters);
    }
    return seen instanceof Unreadable unreadable && nowMillis >= unreadable.retryAtMillis()
        ? open(unreadable, unreadable.sealed(), nowMillis, opener, counters)
        : Optional.empty();
  }

  /** What to tell somebody who asks for more than the token. */
  TokenStatus status(long nowMillis, Opener opener, ClientCounters counters) {
    if (state instanceof Revoked revoked) {
      return new TokenStatus.Revoked(version, revoked.reason(), revoked.revokedAt());
    }
    Optional<AccessToken> usable = usable(nowMillis, opener, counters);
    if (isLive() && nowMillis < expiresAtMillis && content.get() instanceof Unreadable unreadable) {
      // Said before anything else: no refresh is a cure for a key that this runner lacks.
      return new TokenStatus.Unknown(unreadable.reason());
    }
    if (state instanceof Reauthorize needed) {
      return new TokenStatus.ReauthorizationNeeded(
          version, needed.reason(), needed.since(), needed.requiredBy(), usable);
    }
    return usable
        .<TokenStatus>map(TokenStatus.Usable::new)
        .orElseGet(() -> new TokenStatus.Expired(version, Instant.ofEpochMilli(expiresAtMillis)));
  }

  private Optional<AccessToken> open(
      Content seen, Sealed sealed, long nowMillis, Opener opener, ClientCounters counters) {
    Content next;
    try {
      next = new Open(Optional.of(token(sealed, opener)));
    } catch (UnknownKeyException e) {
      counters.tokenNotOpened(key, version, e);
      next =
          new Unreadable(
              sealed,
              "the token can't be opened yet: " + e.getMessage(),
              nowMillis + RETRY_UNKNOWN_KEY.toMillis());
    } catch (CannotOpenException | IllegalArgumentException e) {
      counters.tokenNotOpened(key, version, e);
      next = new Unreadable(sealed, "the token can't be opened: " + e.getMessage(), Long.MAX_VALUE);
    }
    if (!content.compareAndSet(seen, next)) {
      next = content.get();
    }
    return next instanceof Open open ? open.token() : Optional.empty();
  }

  /** Without its key a token that is bound to one is of no use: both open, or neither counts. */
  private AccessToken token(Sealed sealed, Opener opener) {
    Secret secret =
        opener.openSecret(sealed.token(), SealedField.publishedAccessToken(key, version));
    Optional<ProofKey> proofKey =
        sealed
            .proofKey()
            .map(it -> opener.openSecret(it, SealedField.publishedProofKey(key, version)))
            .map(ProofKey::of);
    return new AccessToken(
        key,
        version,
        secret,
        facts.tokenType(),
        facts.scopes(),
        Instant.ofEpochMilli(expiresAtMillis),
        facts.subject(),
        facts.map(),
        proofKey);
  }
}
