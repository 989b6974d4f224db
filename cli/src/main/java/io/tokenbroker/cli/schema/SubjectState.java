// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.schema;

import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.Subject;
import java.util.Optional;

/**
 * How a subject stands in the registry, compared with what this version writes.
 *
 * @param registered where our schema is registered; empty if it is not
 * @param incompatible why it may not be registered; empty if it may, or is
 * @param level the subject's own compatibility level; empty if it has the registry's default
 */
public record SubjectState(
    Subject subject,
    Optional<SchemaRegistry.Registered> registered,
    Optional<String> incompatible,
    Optional<String> level) {

  /** Asks the registry. */
  static SubjectState of(SchemaRegistry registry, Subject subject) {
    Optional<SchemaRegistry.Registered> registered = registry.find(subject);
    Optional<String> incompatible =
        registered.isPresent()
            ? Optional.empty()
            : registry
                .check(subject)
                .filter(check -> !check.compatible())
                .map(SchemaRegistry.Compatibility::problem);
    return new SubjectState(subject, registered, incompatible, registry.level(subject));
  }

  /** In one word: registered, missing or incompatible. */
  public String word() {
    return registered.isPresent()
        ? "registered"
        : incompatible.isPresent() ? "incompatible" : "missing";
  }

  public boolean hasRightLevel() {
    return level.equals(Optional.of(SchemaRegistry.FULL_TRANSITIVE));
  }

  /** Whether processes of this version find what they need, and later versions are held to it. */
  public boolean isAsItHasToBe() {
    return registered.isPresent() && hasRightLevel();
  }
}
