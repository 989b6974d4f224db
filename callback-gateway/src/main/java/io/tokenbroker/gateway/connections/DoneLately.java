// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.connections;

import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.key.TokenKey;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What the person just did. The address names an authorization or a command only; what became of it
 * the broker has said, so that no made-up address can claim anything.
 */
final class DoneLately {
  /** Parameter with the correlation id of a disconnect. */
  static final String DISCONNECT = "disconnect";

  private static final String AUTHORIZATION = "authorization_id";
  private static final String CONNECTED = "connected";
  private static final String DISCONNECTED = "disconnected";

  /** What is said of a reason that there is no text for. */
  private static final String OTHER = "other";

  private final Replies replies;

  DoneLately(Replies replies) {
    this.replies = replies;
  }

  /** {@code connected}, {@code disconnected} or a reason; empty where nothing is known. */
  Optional<String> of(RoutingContext rc, Session session) {
    return parameter(rc, DISCONNECT)
        .flatMap(id -> disconnected(id, session))
        .or(() -> parameter(rc, AUTHORIZATION).flatMap(id -> connected(id, session)));
  }

  private Optional<String> disconnected(String id, Session session) {
    return replies
        .answers()
        .known(id)
        .flatMap(
            answer ->
                answer.fold(
                    grant ->
                        isOf(session, grant.getTokenKey()) && grant.getState().startsWith("revok")
                            ? Optional.of(DISCONNECTED)
                            : Optional.empty(),
                    rejected ->
                        isOf(session, rejected.getTokenKey())
                            ? Optional.of(reason(rejected.getReason()))
                            : Optional.empty()));
  }

  private Optional<String> connected(String id, Session session) {
    return replies
        .outcomes()
        .known(id)
        .filter(outcome -> isOf(session, outcome.key()))
        .map(outcome -> outcome.fold(succeeded -> CONNECTED, failed -> reason(failed.getReason())));
  }

  /** A reason may be a provider's error, which can have any name: it never counts for success. */
  private static String reason(String reason) {
    return reason.equals(CONNECTED) || reason.equals(DISCONNECTED) ? OTHER : reason;
  }

  /** The session's own grants, and its tenant's shared ones where it sees them. */
  private static boolean isOf(Session session, String tokenKey) {
    TokenKey key = TokenKey.parse(tokenKey);
    return key.tenant().equals(session.tenant())
        && key.owner()
            .user()
            .map(session.user()::equals)
            .orElse(session.shared() != Session.SharedGrants.HIDDEN);
  }

  private static Optional<String> parameter(RoutingContext rc, String name) {
    return Optional.ofNullable(rc.queryParams().get(name));
  }
}
