// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the next access token is obtained. */
public sealed interface Renewal {

  /** It is not: the access token is the last one, and a person is needed when it expires. */
  record None() implements Renewal {}

  /**
   * With a refresh token (RFC 6749, 6).
   *
   * @param refreshToken the one to use next
   * @param alternates refresh tokens of other successes of this generation, tried when the first is
   *     refused; at most {@value #MAX_ALTERNATES}
   * @param idleUntil when it dies unless it is used before; empty where nobody says
   * @param endsAt when it dies however often it is used; empty where that is not known
   */
  record ByRefreshToken(
      Secret refreshToken,
      List<Secret> alternates,
      Optional<Instant> idleUntil,
      Optional<Instant> endsAt)
      implements Renewal {
    static final int MAX_ALTERNATES = 3;

    public ByRefreshToken {
      alternates =
          List.copyOf(
              alternates.size() > MAX_ALTERNATES
                  ? alternates.subList(0, MAX_ALTERNATES)
                  : alternates);
    }

    /** One more refresh token that the provider knows, kept in reserve. */
    ByRefreshToken withAlternate(Secret alternate) {
      if (refreshToken.equals(alternate) || alternates.contains(alternate)) {
        return this;
      }
      List<Secret> others = new ArrayList<>();
      others.add(alternate);
      others.addAll(alternates);
      return new ByRefreshToken(refreshToken, others, idleUntil, endsAt);
    }

    /** The same reserve behind another refresh token. */
    ByRefreshToken withFirst(Secret first) {
      return new ByRefreshToken(first, alternatesBut(first), idleUntil, endsAt);
    }

    /** One that is of no more use is not in reserve any more. */
    ByRefreshToken without(Secret alternate) {
      return new ByRefreshToken(refreshToken, alternatesBut(alternate), idleUntil, endsAt);
    }

    private List<Secret> alternatesBut(Secret one) {
      return alternates.stream().filter(alternate -> !alternate.equals(one)).toList();
    }

    /** Another one is used first, and this one kept in reserve. */
    ByRefreshToken behind(Secret first) {
      return withFirst(first).withAlternate(refreshToken);
    }

    /** The first was refused for good; empty if there is no other. */
    Optional<ByRefreshToken> withoutFirst() {
      return alternates.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ByRefreshToken(
                  alternates.get(0), alternates.subList(1, alternates.size()), idleUntil, endsAt));
    }
  }

  /**
   * With the client's own credentials (RFC 6749, 4.4), as the grant was obtained.
   *
   * @param scopes what was asked for; empty: the connector's scopes
   */
  record ByClientCredentials(List<String> scopes) implements Renewal {
    public ByClientCredentials {
      scopes = List.copyOf(scopes);
    }
  }
}
