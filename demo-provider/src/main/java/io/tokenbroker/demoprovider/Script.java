// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/** What an endpoint is to do with the requests to come. Bounded; thread-safe. */
final class Script {

  private static final int MAX_STEPS = 10_000;

  private record Step(Optional<GrantType> onlyFor, Behaviour behaviour) {

    private boolean isFor(Optional<GrantType> grantType) {
      return onlyFor.isEmpty() || onlyFor.equals(grantType);
    }
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private Function<RecordedRequest, Behaviour> rule = request -> Behaviour.answerNormally();

  synchronized void append(Optional<GrantType> onlyFor, Behaviour... behaviours) {
    if (steps.size() + behaviours.length > MAX_STEPS) {
      throw new IllegalStateException(
          "The script would have more than " + MAX_STEPS + " steps: give a rule instead");
    }
    for (Behaviour behaviour : behaviours) {
      steps.addLast(new Step(onlyFor, behaviour));
    }
  }

  synchronized void otherwise(Function<RecordedRequest, Behaviour> newRule) {
    rule = newRule;
  }

  /** Takes the first step that fits the request, and asks the rule if none does. */
  Behaviour next(RecordedRequest request) {
    return take(request.knownGrantType()).orElseGet(() -> rule().apply(request));
  }

  private synchronized Optional<Behaviour> take(Optional<GrantType> grantType) {
    for (Iterator<Step> remaining = steps.iterator(); remaining.hasNext(); ) {
      Step step = remaining.next();
      if (step.isFor(grantType)) {
        remaining.remove();
        return Optional.of(step.behaviour());
      }
    }
    return Optional.empty();
  }

  private synchronized Function<RecordedRequest, Behaviour> rule() {
    return rule;
  }
}
