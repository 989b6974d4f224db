// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** What holds after every decision of any script, however inputs are repeated and reordered. */
class LifecyclePropertiesTest {
  /** The scripts are worth nothing if they never come here. */
  private static final List<String> RARE =
      List.of(
          "token_refreshed",
          "late_success_kept",
          "reauthorization_required",
          "revoked_at_provider",
          "not_revoked_at_provider",
          "revocation_given_up",
          "grant_erased",
          "grant_migrated",
          "request_pushed",
          "push_failed",
          "device_code_issued",
          "call_overdue",
          "token_request_waits",
          "authorization_held_back",
          "authorization_confirmed",
          "confirmation_repeated",
          "confirmation_refused: confirmation_code_wrong",
          "confirmation_refused: not_yet_exchanged",
          "authorization_failed: not_confirmed",
          "authorization_failed: binding_missing");

  @Property(tries = 1000)
  @StatisticsReport(onFailureOnly = true)
  void everyDecisionOfEveryScriptKeepsTheInvariants(
      @ForAll("scripts") List<ScriptStep> script, @ForAll("policies") ConnectorPolicy policy) {
    ScriptRun run = new ScriptRun(Story.KEY, policy);
    script.forEach(run::take);
    run.end();
    Statistics.label("credential").collect(run.credentialAtTheEnd());
    for (String action : RARE) {
      Statistics.label(action)
          .collect(run.audited(action))
          .coverage(checker -> checker.check(true).count(seen -> seen > 0));
    }
  }

  @Provide
  Arbitrary<List<ScriptStep>> scripts() {
    return ScriptStep.arbitrary().list().ofMinSize(40).ofMaxSize(120);
  }

  @Provide
  Arbitrary<ConnectorPolicy> policies() {
    return ScriptRun.policies();
  }
}
