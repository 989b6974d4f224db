// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.process.metrics;

import static io.tokenbroker.process.metrics.Kind.COUNTER;
import static io.tokenbroker.process.metrics.Kind.GAUGE;
import static io.tokenbroker.process.metrics.Kind.HISTOGRAM;
import static io.tokenbroker.process.metrics.Part.BROKER;
import static io.tokenbroker.process.metrics.Part.GATEWAY;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Everything of our own that is measured: the one place where a metric has its name, labels and
 * meaning. Labels have few values; users and tenants are none of them. {@link Meters} makes the
 * meters, {@link MetricsPage} the reference page.
 */
public enum Metric {
  READY(
      GAUGE,
      "ready",
      "",
      both(),
      "1 while the process can do its work, else 0: what `/readyz` says."),
  CHECK_OK(
      GAUGE,
      "check.ok",
      "",
      both(),
      "1 while this check of `/readyz` is well, else 0. The broker's: `start`, `kafka`, `schemas`,"
          + " `connectors`, `keysets`, `controls`, `topology`, `provider-caller`; the gateway's:"
          + " `start`, `kafka`, `connectors`, `api-keys`, `replies`, `schemas`, `events`,"
          + " `keysets`.",
      "check"),
  CONNECTORS(GAUGE, "connectors", "", both(), "Connectors that are known, of all tenants."),

  AUTHORIZATIONS(
      COUNTER,
      "authorizations",
      "",
      broker(),
      "Authorizations that ended. `outcome` is succeeded or failed; `reason` is why one failed, or"
          + " none.",
      "outcome",
      "reason"),
  REFRESHES(
      COUNTER,
      "refreshes",
      "",
      broker(),
      "Access tokens that were renewed. `time` is in_time, or after_expiry: then runners had no"
          + " valid token for a while.",
      "time"),
  REAUTHORIZATIONS(
      COUNTER,
      "reauthorizations.required",
      "",
      broker(),
      "Grants that became useless until a person authorizes again, by `reason`.",
      "reason"),
  GRANTS(
      GAUGE,
      "grants",
      "",
      broker(),
      "Grants in the partitions of this process, by `state`: pending (nothing issued yet), active,"
          + " reauthorization_required, revoking (not yet at the provider), revoked, unreadable."
          + " After a take-over they are counted bit by bit; see"
          + " `tokenbroker_grants_counting_partitions`.",
      "state"),
  GRANTS_COUNTING(
      GAUGE,
      "grants.counting.partitions",
      "",
      broker(),
      "Partitions that were taken over and whose grants are not all counted yet."),
  DUE_LAG(
      GAUGE,
      "due.lag",
      "seconds",
      broker(),
      "How long the oldest grant that is due has been waiting to be looked at; 0 if none waits."),
  DUE_BACKLOG(
      GAUGE,
      "due.backlog",
      "",
      broker(),
      "Grants that were due at the last look; at most 1,000 are counted for a partition."),
  COMMANDS_REJECTED(
      COUNTER, "commands.rejected", "", broker(), "Commands that were refused.", "reason"),
  DEAD_LETTERS(
      COUNTER,
      "dead.letters",
      "",
      broker(),
      "Records that could not be handled and went to the dead letters, by `topic` without prefix.",
      "topic"),
  UNREADABLE_RESULTS(
      COUNTER,
      "unreadable.results",
      "",
      broker(),
      "Provider results among the dead letters: what the provider did is then unknown."),
  STREAM_FAILURES(
      COUNTER,
      "stream.thread.failures",
      "",
      broker(),
      "Stream threads that failed and were replaced. While one fails again and again its partitions"
          + " stand still."),
  RESTORE_REMAINING(
      GAUGE,
      "restore.remaining.records",
      "",
      broker(),
      "Records that are still to be read before the stores are as they were."),

  PROVIDER_CALLS(
      COUNTER,
      "provider.calls",
      "",
      broker(),
      "Provider calls that ended. `provider` is the name of its profile or its origin, `kind` what"
          + " was asked, `result` one of succeeded, transient, reauthorize, configuration, refused"
          + " (another error), not_sent, unknown.",
      "provider",
      "kind",
      "result"),
  PROVIDER_CALL_TIME(
      HISTOGRAM,
      "provider.call",
      "seconds",
      broker(),
      "How long calls that were sent took, to the answer or to giving up.",
      "provider",
      "kind"),
  CALLS_NOT_SENT(
      COUNTER,
      "provider.calls.not.sent",
      "",
      broker(),
      "Calls that did not leave the process and come back later, by `reason`.",
      "reason"),
  CALLS_UNKNOWN(
      COUNTER,
      "provider.calls.unknown",
      "",
      broker(),
      "Calls of which nobody knows whether the provider carried them out, by `reason`.",
      "reason"),
  CALLS_IN_FLIGHT(
      GAUGE,
      "provider.calls.in.flight",
      "",
      broker(),
      "Calls that are out: places taken in the provider's bulkhead.",
      "provider"),
  PLACES(
      GAUGE,
      "provider.places",
      "",
      broker(),
      "Calls that may be out at once: `of` is all, or each provider.",
      "of"),
  CIRCUITS_OPEN(
      GAUGE,
      "provider.circuits.open",
      "",
      broker(),
      "Connectors whose calls are held back, because the provider failed or asked for a pause.",
      "provider"),
  CALLS_PAUSED(
      GAUGE,
      "provider.calls.paused",
      "",
      broker(),
      "What holds provider calls back by an operator's word, or because the grants are a copy: 0 if"
          + " nothing does. `tokenbroker pause list` says what."),
  CLAIMS(COUNTER, "provider.claims", "", broker(), "Claims on calls that were written."),
  OPEN_REQUESTS(GAUGE, "provider.requests.open", "", broker(), "Requests that have no result yet."),
  OLDEST_REQUEST(
      GAUGE,
      "provider.requests.oldest",
      "seconds",
      broker(),
      "How long the oldest of them has been known here; 0 if there is none."),

  HTTP_REQUESTS(
      HISTOGRAM,
      "http.requests",
      "seconds",
      gateway(),
      "Requests that were answered. `route` is the pattern, never the address; other for none.",
      "route",
      "method",
      "status"),
  CALLBACKS(
      HISTOGRAM,
      "callbacks",
      "seconds",
      gateway(),
      "How long browsers that came back from a provider waited for their answer."),
  RATE_LIMITED(
      COUNTER,
      "http.rate.limited",
      "",
      gateway(),
      "Requests that were refused because of a limit.",
      "limit"),
  REFUSED(
      COUNTER,
      "http.refused",
      "",
      gateway(),
      "Browsers' requests that were refused, by `reason`: forged, late or repeated ones.",
      "reason"),
  WAITING_BROWSERS(
      GAUGE,
      "waiting",
      "",
      gateway(),
      "Requests that wait for an answer of the broker's: `for` is a step of an authorization, or a"
          + " command's answer.",
      "for"),
  EVENT_STREAMS(
      GAUGE, "http.event.streams", "", gateway(), "Pages that listen for their outcome (SSE)."),
  CONNECTIONS(GAUGE, "http.connections", "", gateway(), "Connections that are open."),
  CERTIFICATE_EXPIRY(
      GAUGE,
      "tls.certificate.expiry",
      "seconds",
      gateway(),
      "When the certificate in the file expires, in Unix time; only with TLS.");

  private final Kind kind;
  private final String name;
  private final String unit;
  private final Set<Part> parts;
  private final String meaning;
  private final List<String> labels;

  Metric(Kind kind, String name, String unit, Set<Part> parts, String meaning, String... labels) {
    this.kind = kind;
    this.name = "tokenbroker." + name;
    this.unit = unit;
    this.parts = parts;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** Its name for Micrometer. */
  public String meterName() {
    return name;
  }

  /** Its name for Prometheus; a histogram's series are called so with a suffix. */
  public String prometheusName() {
    String base = name.replace('.', '_');
    String withUnit = unit.isEmpty() ? base : base + "_" + unit;
    return kind == COUNTER ? withUnit + "_total" : withUnit;
  }

  public Kind kind() {
    return kind;
  }

  /** Empty if it counts things. */
  public String unit() {
    return unit;
  }

  /** The processes that tell it. */
  public Set<Part> parts() {
    return parts;
  }

  public String meaning() {
    return meaning;
  }

  public List<String> labels() {
    return labels;
  }

  private static Set<Part> both() {
    return EnumSet.allOf(Part.class);
  }

  private static Set<Part> broker() {
    return EnumSet.of(BROKER);
  }

  private static Set<Part> gateway() {
    return EnumSet.of(GATEWAY);
  }
}
