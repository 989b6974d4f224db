// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.ConnectorState.Revision;
import io.tokenbroker.cli.explain.Finding.Weight;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Is the connector there, and the one that the grant was made with? */
final class ConnectorRules {
  static final String NO_WAY = "connector_unknown_or_origin_changed";

  private ConnectorRules() {}

  static Stream<Finding> of(Evidence evidence) {
    return evidence.connector().stream()
        .flatMap(
            connector ->
                Stream.of(
                        missing(evidence, connector),
                        moved(evidence, connector),
                        otherClient(evidence, connector),
                        fewerScopes(evidence, connector))
                    .flatMap(Optional::stream));
  }

  private static Optional<Finding> missing(Evidence evidence, ConnectorState connector) {
    if (!connector.revisions().isEmpty()) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
                "connector_missing",
                isStillKept(evidence) ? Weight.CAUSE : Weight.BLOCKING,
                "There is no connector "
                    + evidence.key().connectorId()
                    + (connector.removedAt().isPresent()
                        ? ": its definition was removed."
                        : ": it was never defined, or its definition is gone."))
            .seen(connector.removedAt().map(at -> at + " connectors: its last record was deleted"))
            .seen(
                evidence
                    .lastCall(call -> call.code().equals(Optional.of(NO_WAY)))
                    .map(CallTrace::text));
    if (!connector.similar().isEmpty()) {
      finding =
          finding.todo("or did you mean " + String.join(", ", new TreeSet<>(connector.similar())));
    }
    return Optional.of(finding.todo(Remedies.applyConnector("define it again, as it was")));
  }

  private static boolean isStillKept(Evidence evidence) {
    return evidence.state().filter(state -> !state.equals("absent")).isPresent();
  }

  /** Secrets go to the pinned origin alone. */
  private static Optional<Finding> moved(Evidence evidence, ConnectorState connector) {
    Optional<Revision> pinned = pinned(evidence, connector);
    Optional<Revision> current = connector.current();
    if (current.isEmpty() || !isActive(evidence)) {
      return Optional.empty();
    }
    boolean refused = lastErrorIs(evidence, NO_WAY);
    boolean differs =
        pinned.isPresent() && !pinned.get().tokenOrigin().equals(current.get().tokenOrigin());
    if (!differs && !refused) {
      return Optional.empty();
    }
    String from = pinned.map(Revision::tokenOrigin).orElse("https://OLD-ORIGIN");
    return Optional.of(
        Finding.of(
                "connector_moved",
                refused
                    ? Weight.CAUSE
                    : CallRules.isFailing(evidence) ? Weight.POSSIBLE : Weight.REMARK,
                "The connector's token endpoint is at another origin than when the grant was made:"
                    + " its secrets still go to "
                    + pinned.map(Revision::tokenOrigin).orElse("none, since the revision is gone")
                    + ", not to "
                    + current.get().tokenOrigin()
                    + ".")
            .seen(changed(current.get()))
            .todo(
                "if the provider has moved and knows the same client there: tokenbroker grants"
                    + " migrate --tenant "
                    + evidence.key().tenant()
                    + " --connector "
                    + evidence.key().connector()
                    + " --from-origin "
                    + from
                    + " --dry-run (docs/grants.md)"));
  }

  /** Refresh tokens are a client's own. */
  private static Optional<Finding> otherClient(Evidence evidence, ConnectorState connector) {
    Optional<Revision> pinned = pinned(evidence, connector);
    Optional<Revision> current = connector.current();
    boolean differs =
        pinned.isPresent()
            && current.isPresent()
            && !pinned.get().clientId().equals(current.get().clientId());
    return differs
        ? Optional.of(
            Finding.of(
                    "client_changed",
                    CallRules.isFailing(evidence) || !isActive(evidence)
                        ? Weight.POSSIBLE
                        : Weight.REMARK,
                    "The connector has another client than when the grant was made: the grant goes"
                        + " on with client "
                        + pinned.get().clientId()
                        + " of revision "
                        + pinned.get().number()
                        + ", whose secret is not renewed any more.")
                .seen(changed(current.get()))
                .todo(
                    Remedies.connectAgain(evidence.key(), current.get().needsPerson())
                        + "; then it belongs to client "
                        + current.get().clientId()))
        : Optional.empty();
  }

  private static Optional<Finding> fewerScopes(Evidence evidence, ConnectorState connector) {
    Optional<Revision> current = connector.current();
    if (current.isEmpty() || evidence.grant().isEmpty() || !isActive(evidence)) {
      return Optional.empty();
    }
    TreeSet<String> missing = new TreeSet<>(current.get().scopes());
    missing.removeAll(evidence.grant().get().getScopes());
    return missing.isEmpty() || evidence.grant().get().getScopes().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    "scopes_missing",
                    Weight.REMARK,
                    "The grant has fewer scopes than the connector asks for now: what needs "
                        + String.join(" ", missing)
                        + " is refused by the provider's API (often with HTTP 403), however fresh"
                        + " the token is.")
                .seen("granted: " + String.join(" ", evidence.grant().get().getScopes()))
                .seen("asked for: " + String.join(" ", current.get().scopes()))
                .todo(
                    Remedies.connectAgain(evidence.key(), current.get().needsPerson())
                        + ", and agree to all scopes"));
  }

  /** When and by whom the connector got its newest revision. */
  static String changed(Revision revision) {
    return revision.definedAt()
        + " connectors: revision "
        + revision.number()
        + " defined by "
        + revision.definedBy();
  }

  static Optional<Revision> pinned(Evidence evidence, ConnectorState connector) {
    return evidence
        .grant()
        .flatMap(grant -> grant.getConnectorRevision())
        .flatMap(connector::revision);
  }

  private static boolean isActive(Evidence evidence) {
    return evidence
        .state()
        .filter(state -> state.equals("active") || state.equals("refreshing"))
        .isPresent();
  }

  private static boolean lastErrorIs(Evidence evidence, String error) {
    return evidence.grant().flatMap(grant -> grant.getLastError()).equals(Optional.of(error));
  }
}
