// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One authorization of a grant on its way, or its outcome for those who ask again. */
public sealed interface Authorization {
  String id();

  /** When the broker has to look at it again. */
  Instant nextLook();

  /**
   * What is known from the start.
   *
   * @param id base64url(SHA-256(state))
   * @param generation the generation that its tokens will have: the later started has the higher
   * @param startedAt when the browser left for the provider
   * @param expiresAt when it is abandoned
   * @param redirectUri the redirect_uri that the token request repeats
   * @param scopes scopes asked for
   * @param codeVerifier PKCE (RFC 7636)
   * @param connectorRevision the connector's revision
   * @param initiatedBy who asked
   * @param endpointOrigin the only origin that its code is sent to, and that its grant will pin;
   *     empty until the connector is known
   */
  record Started(
      String id,
      long generation,
      Instant startedAt,
      Instant expiresAt,
      String redirectUri,
      List<String> scopes,
      Secret codeVerifier,
      long connectorRevision,
      String initiatedBy,
      Optional<String> endpointOrigin) {
    public Started {
      scopes = List.copyOf(scopes);
    }

    Started pinnedTo(String origin) {
      return new Started(
          id,
          generation,
          startedAt,
          expiresAt,
          redirectUri,
          scopes,
          codeVerifier,
          connectorRevision,
          initiatedBy,
          Optional.of(origin));
    }
  }

  /** The browser is at the provider. */
  record Pending(Started started) implements Authorization {
    @Override
    public String id() {
      return started.id();
    }

    @Override
    public Instant nextLook() {
      return started.expiresAt();
    }
  }

  /**
   * The code is here and is being exchanged: once, whatever comes of it.
   *
   * @param started the authorization
   * @param code the authorization code
   * @param exchange the one exchange
   * @param cancelled whether it was revoked meanwhile: then its tokens are revoked when they come
   */
  record Exchanging(Started started, Secret code, CallSlot exchange, boolean cancelled)
      implements Authorization {
    @Override
    public String id() {
      return started.id();
    }

    @Override
    public Instant nextLook() {
      return exchange.nextLook();
    }
  }

  /** Over; a duplicate callback gets the same outcome. */
  record Consumed(String id, Outcome outcome) implements Authorization {
    /** How long an outcome is remembered. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    @Override
    public Instant nextLook() {
      return outcome.completedAt().plus(REMEMBERED);
    }
  }
}
