// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.CallTrace.End;
import io.tokenbroker.cli.explain.Finding.Weight;
import io.tokenbroker.event.GrantDescribed;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why does an active grant get no new token? */
final class CallRules {
  private static final Duration OVERDUE = Duration.ofMinutes(1);
  private static final int MANY_REJECTIONS = 3;
  private static final Duration REJECTIONS_WITHIN = Duration.ofHours(1);

  private static final Set<String> NETWORK =
      Set.of(
          "connect_failed",
          "tls_failed",
          "stream_refused",
          "name_not_resolved",
          "no_reply_in_time",
          "endpoint_unusable");
  private static final Set<String> LIMITS =
      Set.of("rate_limited_locally", "bulkhead_full", "too_many_calls");
  private static final Set<String> PROVIDER_LIMITS =
      Set.of(
          "http_429",
          "rate_limit",
          "rate_limited",
          "ratelimited",
          "rate_limit_exceeded",
          "too_many_requests",
          "slow_down",
          "throttled",
          "throttling",
          "quota_exceeded",
          "limit_exceeded",
          "request_limit_exceeded");
  private static final Set<String> CLIENT =
      Set.of(
          "invalid_client",
          "invalid_client_id",
          "invalid_client_secret",
          "invalid_client_credentials",
          "incorrect_client_credentials",
          "bad_client_secret",
          "client_not_found",
          "unauthorized",
          "unauthorized_client",
          "wrong_client",
          "invalid_client_assertion",
          "http_401");

  private CallRules() {}

  static boolean isFailing(Evidence evidence) {
    return evidence.grant().flatMap(GrantDescribed::getLastError).isPresent();
  }

  static Stream<Finding> of(Evidence evidence) {
    Optional<GrantDescribed> active =
        evidence
            .grant()
            .filter(
                grant ->
                    grant.getState().equals("active") || grant.getState().equals("refreshing"));
    return active.stream()
        .flatMap(
            grant ->
                Stream.of(
                        failing(evidence, grant),
                        quiet(evidence, grant),
                        ending(evidence, grant),
                        rejected(evidence),
                        otherAccount(evidence))
                    .flatMap(Optional::stream));
  }

  /** The last call failed. */
  private static Optional<Finding> failing(Evidence evidence, GrantDescribed grant) {
    return grant
        .getLastError()
        .filter(error -> !error.equals(ConnectorRules.NO_WAY) || isUndefinedElsewhere(evidence))
        .map(
            error ->
                withFacts(finding(evidence, error), evidence, grant, error)
                    .todo(next(evidence, grant)));
  }

  /** Else the connector's own finding says it. */
  private static boolean isUndefinedElsewhere(Evidence evidence) {
    return evidence.connector().isEmpty();
  }

  private static Finding finding(Evidence evidence, String error) {
    Optional<CallTrace> call = callThatSaid(evidence, error);
    if (error.equals("address_not_allowed")) {
      return cause(
              "address_not_allowed",
              "The provider's name leads to an address that the broker may not call: nothing is"
                  + " sent there.")
          .todo(
              "if the address is right: allow its network with TOKENBROKER_ALLOWED_NETWORKS of"
                  + " broker-service (docs/operators.md); else mend the connector's endpoints");
    }
    if (error.equals("circuit_open")) {
      return cause(
              "circuit_open",
              "The provider failed so often that calls to it pause for a while, for all grants of"
                  + " its endpoint.")
          .seen(evidence.lastCall(one -> one.end().isFailure()).map(CallTrace::text))
          .todo("see whether the provider is down: its status page, or curl its token endpoint");
    }
    if (LIMITS.contains(error)) {
      return cause(
              "held_back",
              error.equals("rate_limited_locally")
                  ? "The connector's requestsPerMinute is used up: the call waits for its turn."
                  : "As many calls to the provider are under way as may be: the call waits for a"
                      + " place; the provider is slow, or too many grants are due at once.")
          .todo(
              "nothing, if it passes; else raise the limit (docs/operators.md, requestsPerMinute)");
    }
    if (error.equals("refresh_token_in_flight")) {
      return cause(
              "held_back",
              "An import, or an earlier grant, has a call out that uses the same refresh token: the"
                  + " refresh waits until it has ended.")
          .todo("nothing: it goes on as soon as that call has ended");
    }
    if (isUnknown(error, call)) {
      return unknown(evidence);
    }
    if (isConfiguration(error, call)) {
      return configuration(evidence, error);
    }
    if (call.filter(one -> one.end() == End.FAILED_REAUTHORIZE).isPresent()) {
      return cause(
              "refresh_token_refused",
              "The provider refused a refresh token ("
                  + error
                  + "); another one of the grant is tried.")
          .todo(Remedies.connectAgain(evidence.key(), true) + ", if that one is refused as well");
    }
    return transientTrouble(error, call);
  }

  private static boolean isUnknown(String error, Optional<CallTrace> call) {
    return error.equals("outcome_unknown")
        || error.equals("grace_window_closed")
        || call.filter(one -> one.end() == End.UNKNOWN).isPresent();
  }

  private static boolean isConfiguration(String error, Optional<CallTrace> call) {
    return call.isPresent() ? call.get().end() == End.FAILED_CONFIGURATION : CLIENT.contains(error);
  }

  private static Finding unknown(Evidence evidence) {
    String replay =
        evidence
            .connector()
            .flatMap(ConnectorState::current)
            .map(ConnectorState.Revision::refreshReplay)
            .orElse("never");
    return cause(
            "outcome_unknown",
            "A refresh was sent and its answer got lost: nobody knows whether the refresh token is"
                + " used up. With refreshReplay: "
                + replay
                + (replay.equals("never")
                    ? " it is not repeated while the token is valid; then it is tried once more,"
                        + " and if the provider refuses, a person has to connect again."
                    : " it is sent again."))
        .seen(evidence.lastCall(one -> one.end() == End.UNKNOWN).map(CallTrace::text))
        .todo(
            "nothing yet; to be safe before the token expires: "
                + Remedies.connectAgain(evidence.key(), true));
  }

  private static Finding configuration(Evidence evidence, String error) {
    Optional<String> changed =
        evidence
            .connector()
            .flatMap(ConnectorState::current)
            .filter(revision -> revision.number() > 1)
            .map(ConnectorRules::changed);
    return CLIENT.contains(error)
        ? cause(
                "client_refused",
                "The provider does not accept the client of the connector ("
                    + error
                    + "): its secret is wrong or has expired, or the client was deleted there. The"
                    + " grant itself is kept.")
            .seen(changed)
            .todo(
                Remedies.applyConnector("put the right client id and secret into the connector")
                    + " --renew-secrets")
            .todo(Remedies.refreshNow(evidence.key()))
        : cause(
                "configuration_error",
                "The provider refuses the request as it is made ("
                    + error
                    + "): the connector says something that the provider does not take. The grant"
                    + " itself is kept.")
            .seen(changed)
            .todo(
                Remedies.applyConnector(
                    "compare the connector with the provider's documents: endpoint, scopes,"
                        + " parameters"))
            .todo(Remedies.refreshNow(evidence.key()));
  }

  private static Finding transientTrouble(String error, Optional<CallTrace> call) {
    boolean limited =
        PROVIDER_LIMITS.contains(error)
            || call.flatMap(CallTrace::httpStatus).equals(Optional.of(429));
    if (limited) {
      return cause(
              "provider_limits",
              "The provider says that it is asked too often (" + error + "); its wish is honoured.")
          .todo(
              "set requestsPerMinute in the connector to what the provider allows"
                  + " (docs/connectors.md)");
    }
    if (NETWORK.contains(error)) {
      return cause(
              "provider_unreachable",
              "The provider can't be reached from broker-service (" + error + ").")
          .todo(
              "from the machine of broker-service: tokenbroker doctor --providers; look at name"
                  + " service, firewall, proxy and certificates");
    }
    return cause(
            "provider_failing",
            "The provider does not work at the moment, or answers with something else than a token"
                + " ("
                + error
                + "). It is tried again and again, less and less often.")
        .todo("see the provider's status page");
  }

  private static Finding withFacts(
      Finding finding, Evidence evidence, GrantDescribed grant, String error) {
    return finding
        .seen(grant.getFailingSince().map(since -> since + " the first failure in a row"))
        .seen(
            callThatSaid(evidence, error)
                .map(CallTrace::text)
                .or(
                    () ->
                        evidence
                            .last(line -> line.reason().equals(Optional.of(error)))
                            .map(AuditLine::text))
                .or(() -> Optional.of("the broker's last error: " + error)));
  }

  private static String next(Evidence evidence, GrantDescribed grant) {
    return grant
            .getNextActionAt()
            .map(
                at ->
                    at.isAfter(evidence.now())
                        ? "the broker tries again by itself at " + at
                        : "the broker is about to try again")
            .orElse("the broker tries again when a runner asks")
        + grant
            .getExpiresAt()
            .map(
                end ->
                    end.isAfter(evidence.now())
                        ? "; until " + end + " runners have a valid token"
                        : "; the token has expired at " + end)
            .orElse("");
  }

  /** Nothing failed, and yet the token is old. */
  private static Optional<Finding> quiet(Evidence evidence, GrantDescribed grant) {
    boolean expired = grant.getExpiresAt().filter(end -> !end.isAfter(evidence.now())).isPresent();
    if (!expired || grant.getLastError().isPresent()) {
      return Optional.empty();
    }
    if (grant.getCallInFlight()) {
      return Optional.of(
          Finding.of(
                  "refreshing",
                  Weight.CAUSE,
                  "The token has expired and its refresh is under way at this moment.")
              .todo("ask again in a minute"));
    }
    if (grant.getNextActionAt().filter(at -> at.isAfter(evidence.now())).isEmpty()
        && grant.getNextActionAt().isPresent()
        && grant.getNextActionAt().get().plus(OVERDUE).isBefore(evidence.now())) {
      return Optional.of(
          Finding.of(
                  "overdue",
                  Weight.CAUSE,
                  "The refresh was due at "
                      + grant.getNextActionAt().get()
                      + " and was not made: the broker can't keep up, or its clock is behind.")
              .todo("see the due backlog and the log of broker-service; tokenbroker doctor"));
    }
    return Optional.of(
        Finding.of(
                "on_demand",
                Weight.POSSIBLE,
                "The token has expired and is refreshed when a runner asks for it"
                    + " (refreshPolicy: on-demand), or shortly.")
            .todo(Remedies.refreshNow(evidence.key()).replace("then try", "try")));
  }

  private static Optional<Finding> ending(Evidence evidence, GrantDescribed grant) {
    return grant
        .getEndsAt()
        .filter(end -> grant.getReason().equals(Optional.of("grant_ends")))
        .map(
            end ->
                Finding.of(
                        "grant_ends",
                        Weight.REMARK,
                        "The grant ends at "
                            + end
                            + " whatever is done: the provider gave no refresh token, or only one"
                            + " for a while. It works until then.")
                    .seen(evidence.last("reauthorization_announced").map(AuditLine::text))
                    .todo(Remedies.connectAgain(evidence.key(), true) + ", before that"));
  }

  /** The token is fresh, and whoever gets it refuses it all the same. */
  private static Optional<Finding> rejected(Evidence evidence) {
    long count =
        evidence.audit().stream()
            .filter(line -> line.action().equals("refresh_requested"))
            .filter(line -> !line.actor().startsWith("operator:"))
            .filter(line -> line.at().isAfter(evidence.now().minus(REJECTIONS_WITHIN)))
            .count();
    return count < MANY_REJECTIONS
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    "rejected_by_resource",
                    Weight.POSSIBLE,
                    "Runners have asked "
                        + count
                        + " times within the hour for another token: the provider's API refuses"
                        + " tokens that its own token endpoint issues. Scopes, account or API are"
                        + " wrong, not the refresh.")
                .seen(evidence.last("refresh_requested").map(AuditLine::text))
                .todo("read what the API answers to the runner; compare scopes and account"));
  }

  private static Optional<Finding> otherAccount(Evidence evidence) {
    return evidence
        .last("account_differs")
        .map(
            line ->
                Finding.of(
                        "account_differs",
                        Weight.REMARK,
                        "A refresh answered for another account than the grant belongs to.")
                    .seen(line.text())
                    .todo("ask the provider, and have the person connect again if it is wrong"));
  }

  /** The newest call that ended like this. */
  private static Optional<CallTrace> callThatSaid(Evidence evidence, String error) {
    return evidence
        .lastCall(call -> call.code().equals(Optional.of(error)))
        .or(
            () ->
                error.equals("outcome_unknown")
                    ? evidence.lastCall(call -> call.end() == End.UNKNOWN)
                    : Optional.empty());
  }

  private static Finding cause(String code, String text) {
    return Finding.of(code, Weight.CAUSE, text);
  }
}
