// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.schema;

import io.tokenbroker.registry.SchemaRegistry;
import io.tokenbroker.registry.Subject;
import java.util.List;
import java.util.Optional;

/**
 * Brings the schemas of this version into a registry: registers what is missing and sets the
 * compatibility level of its subjects. Repeating it does nothing; nothing is ever deleted.
 */
public final class SchemaRegistration {
  private final SchemaRegistry registry;
  private final List<Subject> subjects;

  public SchemaRegistration(SchemaRegistry registry, List<Subject> subjects) {
    this.registry = registry;
    this.subjects = List.copyOf(subjects);
  }

  /** How all subjects stand; nothing is changed. */
  public List<SubjectState> states() {
    return subjects.stream().map(subject -> SubjectState.of(registry, subject)).toList();
  }

  /**
   * Registers one subject's schema, unless it is not compatible, and sets its level.
   *
   * @return how the subject stands then
   */
  public SubjectState register(SubjectState state) {
    if (state.incompatible().isPresent()) {
      return state;
    }
    Subject subject = state.subject();
    if (state.registered().isEmpty()) {
      registry.register(subject);
    }
    // Afterwards: not every registry takes a level for a subject that is not there yet.
    if (!state.hasRightLevel()) {
      registry.setLevel(subject, SchemaRegistry.FULL_TRANSITIVE);
    }
    return new SubjectState(
        subject, registry.find(subject), Optional.empty(), registry.level(subject));
  }
}
