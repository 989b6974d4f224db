// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.system;

import io.tokenbroker.event.CallStarted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * The provider calls of one grant, by attempt.
 *
 * @param claims who said that it would call
 * @param results how it ended, once if all is well
 */
public record Attempts(
    Map<String, List<CallStarted>> claims, Map<String, List<SpecificRecord>> results) {

  static Attempts in(List<SpecificRecord> events) {
    Map<String, List<CallStarted>> claims = new LinkedHashMap<>();
    Map<String, List<SpecificRecord>> results = new LinkedHashMap<>();
    for (SpecificRecord event : events) {
      String id = String.valueOf(event.get(event.getSchema().getField("attemptId").pos()));
      if (event instanceof CallStarted claim) {
        claims.computeIfAbsent(id, missing -> new ArrayList<>()).add(claim);
      } else {
        results.computeIfAbsent(id, missing -> new ArrayList<>()).add(event);
      }
    }
    return new Attempts(claims, results);
  }

  /** The claim of the only refresh so far. */
  public CallStarted claimOfRefresh() {
    List<CallStarted> all =
        claims.values().stream()
            .flatMap(List::stream)
            .filter(claim -> claim.getAttemptId().startsWith("refresh-"))
            .toList();
    if (all.size() != 1) {
      throw new AssertionError("not one claim of a refresh but " + all);
    }
    return all.get(0);
  }

  /** All results of refreshes. */
  public List<SpecificRecord> ofRefreshes() {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("refresh-"))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }
}
