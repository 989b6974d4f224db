// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.api;

import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.DeviceAuthorizationStarted;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.gateway.access.Caller;
import io.tokenbroker.gateway.flow.AuthorizationId;
import io.tokenbroker.gateway.limit.LimitedAction;
import io.tokenbroker.gateway.limit.RateLimits;
import io.tokenbroker.gateway.reply.AuthorizationOutcome;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** Starts authorizations by a person at another device (RFC 8628). */
final class DeviceApi {
  private final ConnectorLookup connectors;
  private final ObtainCommands commands;
  private final Replies replies;
  private final Duration deviceWait;

  DeviceApi(
      ConnectorLookup connectors, ObtainCommands commands, Replies replies, Duration deviceWait) {
    this.connectors = connectors;
    this.commands = commands;
    this.replies = replies;
    this.deviceWait = deviceWait;
  }

  /**
   * {@code POST /v1/connectors/{connector}/device-authorizations}: 201 with what to show to the
   * person, 202 if the provider takes longer than the wait (the command stands), 409 if it was
   * refused.
   */
  Future<Void> start(RoutingContext rc) {
    Caller caller = ApiAuthenticator.caller(rc);
    new QueryFields(rc, Set.of());
    RequestFields fields = new RequestFields(rc, StartFields.GRANT);
    ConnectorDefined connector = connectors.of(rc, caller);
    if (connector.getGrantType() != GrantType.AUTHORIZATION_CODE
        || connector.getDeviceAuthorizationEndpoint().isEmpty()) {
      throw ProblemCode.DEVICE_FLOW_NOT_SUPPORTED.because(
          "Connector "
              + connector.getConnector()
              + " has no deviceAuthorizationEndpoint: use its authorizations instead.");
    }
    StartFields start = StartFields.read(fields, connector, caller);
    TokenKey key = start.request().grant().keyOf(connector);
    RateLimits.of(rc).count(LimitedAction.START, key);
    return commands.device(rc, connector, start.request()).compose(id -> answer(rc, id, key));
  }

  private Future<Void> answer(RoutingContext rc, AuthorizationId id, TokenKey key) {
    return Future.fromCompletionStage(
            replies.awaitStep(id.value(), deviceWait), rc.vertx().getOrCreateContext())
        .compose(
            step ->
                step.filter(is -> is.isFor(key))
                    .map(
                        is ->
                            is.fold(
                                pushed -> ObtainCommands.accepted(rc, id),
                                atDevice -> Json.send(rc, 201, started(id, atDevice)),
                                unconfirmed -> ObtainCommands.accepted(rc, id),
                                ended -> ended(rc, id, ended)))
                    .orElseGet(() -> ObtainCommands.accepted(rc, id)));
  }

  private static JsonObject started(AuthorizationId id, DeviceAuthorizationStarted event) {
    return tell(new JsonObject().put("authorizationId", id.value()), event);
  }

  /** Adds what to show to the person. */
  static JsonObject tell(JsonObject body, DeviceAuthorizationStarted event) {
    body.put("userCode", event.getUserCode())
        .put("verificationUri", event.getVerificationUri())
        .put("expiresAt", event.getExpiresAt().toString());
    event
        .getVerificationUriComplete()
        .ifPresent(complete -> body.put("verificationUriComplete", complete));
    return body;
  }

  private static Future<Void> ended(
      RoutingContext rc, AuthorizationId id, AuthorizationOutcome outcome) {
    return outcome.fold(
        // Hardly ever: whoever asks for the outcome is told.
        succeeded -> ObtainCommands.accepted(rc, id),
        failed -> problem(failed).send(rc));
  }

  private static Problem problem(AuthorizationFailed event) {
    return new Problem(
        409,
        event.getReason(),
        "The authorization could not be started",
        event.getDescription().orElse("The reason is " + event.getReason() + "."));
  }
}
