// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.explain;

import io.tokenbroker.cli.explain.Finding.Weight;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Is there anybody who works on the grant? */
final class BrokerRules {
  private static final String START =
      "start broker-service; where it runs, its log says why it is not in the group:"
          + " 'tokenbroker doctor' checks what it needs";

  /** As the broker's caller says it. */
  private static final String PAUSED = "paused";

  private static final Set<String> ENDED =
      Set.of("reauthorization_required", "revoked", "revoking");

  private BrokerRules() {}

  static Stream<Finding> of(Evidence evidence) {
    return Stream.of(silent(evidence), refused(evidence), withoutCaller(evidence), paused(evidence))
        .flatMap(Optional::stream);
  }

  private static Optional<Finding> silent(Evidence evidence) {
    if (!(evidence.answer() instanceof BrokerAnswer.Silent silent)) {
      return Optional.empty();
    }
    Optional<GroupState> group = evidence.topology();
    Finding finding =
        group
            .map(BrokerRules::ofGroup)
            .orElseGet(
                () ->
                    Finding.of(
                            "broker_silent",
                            Weight.BLOCKING,
                            "The broker does not answer, and whether it runs could not be seen.")
                        .todo(START));
    return Optional.of(finding.seen("asked with DescribeGrant: " + silent.why()));
  }

  private static Finding ofGroup(GroupState group) {
    if (group.members() == 0) {
      return Finding.of(
              "broker_down",
              Weight.BLOCKING,
              "No broker-service runs: nobody refreshes tokens or takes authorizations.")
          .seen(text(group))
          .todo(START)
          .todo(
              "if it runs and this command looks elsewhere: --bootstrap-server, --prefix and"
                  + " --application-id have to be the broker's");
    }
    if (group.owner().isEmpty()) {
      return Finding.of(
              "partition_without_owner",
              Weight.BLOCKING,
              "broker-service runs, but nobody has the grant's partition: it is rebalancing, or"
                  + " restoring its state.")
          .seen(text(group))
          .todo("wait a minute and ask again; if it stays so, read broker-service's log");
    }
    if (group.lag() > 0) {
      return Finding.of(
              "broker_behind",
              Weight.BLOCKING,
              "The owner of the grant's partition is behind: it has not come to the question yet.")
          .seen(text(group))
          .todo("see whether that lag shrinks; if it does not, read the log of the owner")
          .todo("ask with a longer --timeout");
    }
    return Finding.of(
            "broker_silent",
            Weight.BLOCKING,
            "The owner of the grant's partition has read the question, and no answer arrived.")
        .seen(text(group))
        .todo("read the log of the owner")
        .todo("see whether it may write to the topic replies: tokenbroker doctor");
  }

  private static Optional<Finding> refused(Evidence evidence) {
    return evidence.answer() instanceof BrokerAnswer.Refused refused
        ? Optional.of(
            Finding.of(
                    "broker_refused",
                    Weight.BLOCKING,
                    "The broker refused to describe the grant: " + refused.why() + ".")
                .todo("read the log of broker-service"))
        : Optional.empty();
  }

  /** The topology answers, and nobody makes its calls. */
  private static Optional<Finding> withoutCaller(Evidence evidence) {
    return evidence
        .caller()
        .filter(group -> evidence.grant().isPresent())
        .filter(group -> group.members() == 0 || group.owner().isEmpty())
        .map(
            group ->
                Finding.of(
                        "caller_down",
                        evidence.grant().get().getCallInFlight() ? Weight.CAUSE : Weight.POSSIBLE,
                        "The broker decides, but nobody makes its calls to providers: the group of"
                            + " its provider caller has no member for the grant's partition.")
                    .seen(text(group))
                    .todo("wait a minute and ask again; if it stays so, restart broker-service"));
  }

  private static Optional<Finding> paused(Evidence evidence) {
    Optional<String> byCall =
        evidence
            .lastCall(call -> true)
            // Not a provider's own code: an account may be paused there.
            .filter(call -> call.end() == CallTrace.End.NOT_SENT)
            .filter(call -> call.code().equals(Optional.of(PAUSED)))
            .map(CallTrace::text);
    boolean byError =
        evidence.grant().flatMap(grant -> grant.getLastError()).filter(PAUSED::equals).isPresent();
    if (evidence.paused().isEmpty() && byCall.isEmpty() && !byError) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                "paused",
                hasEnded(evidence) ? Weight.POSSIBLE : Weight.BLOCKING,
                "Calls to the provider are paused: nothing is refreshed until somebody resumes"
                    + " them.")
            .seen(evidence.paused())
            .seen(byCall)
            .todo(
                "tokenbroker pause list; when the reason is gone: tokenbroker resume, for the scope"
                    + " that is paused"));
  }

  /** What ended does not come back because calls are made again. */
  private static boolean hasEnded(Evidence evidence) {
    return evidence.state().filter(ENDED::contains).isPresent();
  }

  private static String text(GroupState group) {
    return "consumer group "
        + group.group()
        + ": "
        + group.state()
        + ", "
        + group.members()
        + (group.members() == 1 ? " member" : " members")
        + ", partition "
        + group.partition()
        + group.owner().map(owner -> " belongs to " + owner).orElse(" belongs to nobody")
        + ", "
        + group.lag()
        + (group.lag() == 1 ? " record waits" : " records wait");
  }
}
