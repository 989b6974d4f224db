// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.command;

import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.key.TokenVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a reply says about a grant, name by name. */
final class GrantFacts {
  private final Map<String, String> facts = new LinkedHashMap<>();

  private GrantFacts() {}

  static Map<String, String> of(GrantDescribed grant) {
    GrantFacts facts = new GrantFacts();
    facts.put("key", grant.getTokenKey());
    facts.put("state", grant.getState());
    facts.version(grant.getGeneration(), grant.getSequence());
    facts.put("connector revision", grant.getConnectorRevision());
    facts.put("scopes", String.join(" ", grant.getScopes()));
    facts.put("issued at", grant.getIssuedAt());
    facts.put("expires at", grant.getExpiresAt());
    facts.put("ends at", grant.getEndsAt());
    facts.put("next action at", grant.getNextActionAt());
    facts.put("call in flight", Boolean.toString(grant.getCallInFlight()));
    facts.put("reason", grant.getReason());
    facts.put("last error", grant.getLastError());
    facts.put("failing since", grant.getFailingSince());
    facts.put("subject", grant.getSubject());
    facts.attributes(grant.getAttributes());
    return facts.facts;
  }

  static Map<String, String> of(AuthorizationSucceeded grant) {
    GrantFacts facts = new GrantFacts();
    facts.put("key", grant.getTokenKey());
    facts.put("result", "succeeded");
    facts.version(grant.getGeneration(), grant.getSequence());
    facts.put("scopes", String.join(" ", grant.getScopes()));
    facts.put("expires at", grant.getExpiresAt().toString());
    facts.put("subject", grant.getSubject());
    facts.attributes(grant.getAttributes());
    return facts.facts;
  }

  private void version(long generation, long sequence) {
    put("version", new TokenVersion(generation, sequence).toString());
  }

  private void attributes(Map<String, String> attributes) {
    attributes.forEach((name, value) -> put("attribute " + name, value));
  }

  private void put(String name, Optional<?> value) {
    value.ifPresent(it -> put(name, it.toString()));
  }

  private void put(String name, String value) {
    facts.put(name, value);
  }
}
