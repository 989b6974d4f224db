// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * What the rules need to know of a connector.
 *
 * @param endpointOrigin origin of its token endpoint; empty when the connector is not known
 * @param grantType how its grants are obtained
 * @param binding how it is made sure whose a personal grant is
 * @param accountChangeAllowed whether a grant may be authorized again by another account
 * @param lifetimes how long its tokens live
 * @param refresh when and how they are refreshed
 * @param revocation what revoking does
 */
public record ConnectorPolicy(
    Optional<String> endpointOrigin,
    GrantType grantType,
    Binding binding,
    boolean accountChangeAllowed,
    Lifetimes lifetimes,
    RefreshPolicy refresh,
    RevocationPolicy revocation) {

  /** For a connector that is not known (any more): nothing is risked. */
  public static final ConnectorPolicy UNKNOWN =
      new ConnectorPolicy(
          Optional.empty(),
          GrantType.AUTHORIZATION_CODE,
          Binding.CONFIRM,
          false,
          new Lifetimes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
          new RefreshPolicy(false, Optional.empty(), false, new RefreshReplay.Never()),
          new RevocationPolicy(false, true, RevokedTokens.ONE));

  /** How a grant is obtained. */
  public enum GrantType {
    /** By a person's authorization (RFC 6749, 4.1; RFC 8628). */
    AUTHORIZATION_CODE,
    /** With the client's own credentials (RFC 6749, 4.4), for shared grants. */
    CLIENT_CREDENTIALS,
    /** For another token (RFC 8693). */
    TOKEN_EXCHANGE
  }

  /** How it is made sure that a personal grant is the person's for whom it was started. */
  public enum Binding {
    /**
     * The application's back end confirms, in the user's session; a login at the gateway will do.
     */
    CONFIRM,
    /** The person logs in at the gateway. */
    LOGIN,
    /** Whoever holds the connect link is believed. */
    LINK
  }

  /** Longer than anything lives: what is said to be longer is cut, so that no time overflows. */
  static final Duration LONGEST = Duration.ofDays(3650);

  /** Within reason: at least nothing, at most ten years. */
  static Duration bounded(Duration said) {
    if (said.isNegative()) {
      return Duration.ZERO;
    }
    return said.compareTo(LONGEST) > 0 ? LONGEST : said;
  }

  /**
   * How long things live where a response does not say.
   *
   * @param accessToken an access token
   * @param refreshToken a refresh token that is not used
   * @param grant a grant, from its authorization, however often it is refreshed
   * @param notice how long before a known end it is announced; empty: the default
   */
  public record Lifetimes(
      Optional<Duration> accessToken,
      Optional<Duration> refreshToken,
      Optional<Duration> grant,
      Optional<Duration> notice) {
    public Lifetimes {
      accessToken = accessToken.map(ConnectorPolicy::bounded);
      refreshToken = refreshToken.map(ConnectorPolicy::bounded);
      grant = grant.map(ConnectorPolicy::bounded);
      notice = notice.map(ConnectorPolicy::bounded);
    }
  }

  /**
   * When and how an access token is refreshed.
   *
   * @param onDemand only when somebody asks
   * @param margin how long before its expiry
   * @param earlyRefused whether the provider refuses a refresh before the margin, whoever asks
   * @param replay whether a refresh whose fate is unknown may be sent again
   */
  public record RefreshPolicy(
      boolean onDemand, Optional<Duration> margin, boolean earlyRefused, RefreshReplay replay) {
    public RefreshPolicy {
      margin = margin.map(ConnectorPolicy::bounded);
    }
  }

  /**
   * What revoking does.
   *
   * @param possible whether the provider has a revocation endpoint
   * @param wholeGrant whether the provider revokes all tokens of the person with one
   * @param tokens which tokens of a grant the provider is sent
   */
  public record RevocationPolicy(boolean possible, boolean wholeGrant, RevokedTokens tokens) {}

  /** Which tokens of a grant are sent to be revoked. */
  public enum RevokedTokens {
    /**
     * The refresh tokens, which take the others with them; where there is none the access token.
     */
    ONE,
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    /** The refresh tokens, then the access token. */
    BOTH
  }

  /** Whether a used refresh token may be sent again. */
  public sealed interface RefreshReplay {
    /** It is reusable. */
    record Safe() implements RefreshReplay {}

    /** For this long after its first use. */
    record Grace(Duration window) implements RefreshReplay {
      public Grace {
        window = bounded(window);
      }
    }

    /** Never: the provider takes it for theft. */
    record Never() implements RefreshReplay {}
  }
}
