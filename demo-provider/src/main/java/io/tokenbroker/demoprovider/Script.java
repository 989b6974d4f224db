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

  /**
   * Which requests a step is for.
   *
   * @param grantType empty for any
   * @param clientId empty for any
   */
  record Match(Optional<GrantType> grantType, Optional<String> clientId) {

    static final Match ANY = new Match(Optional.empty(), Optional.empty());

    private boolean matches(RecordedRequest request) {
      return (grantType.isEmpty() || grantType.equals(request.knownGrantType()))
          && (clientId.isEmpty() || clientId.equals(request.clientId()));
    }
  }

  /** A behaviour for a number of requests; a negative number never ends. */
  private record Step(Match match, Behaviour behaviour, int times) {

    private Step used() {
      return new Step(match, behaviour, Math.max(times - 1, -1));
    }
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private Function<RecordedRequest, Behaviour> rule = request -> Behaviour.answerNormally();

  void append(Match match, Behaviour... behaviours) {
    for (Behaviour behaviour : behaviours) {
      append(new Step(match, behaviour, 1));
    }
  }

  /**
   * Gives a behaviour to the next so many requests.
   *
   * @param times 1 or more; empty for all until {@link #clear}
   */
  void append(Match match, Behaviour behaviour, Optional<Integer> times) {
    append(new Step(match, behaviour, times.orElse(-1)));
  }

  private synchronized void append(Step step) {
    if (steps.size() == MAX_STEPS) {
      throw new IllegalStateException(
          "The script would have more than " + MAX_STEPS + " steps: give a rule instead");
    }
    steps.addLast(step);
  }

  synchronized void otherwise(Function<RecordedRequest, Behaviour> newRule) {
    rule = newRule;
  }

  /** Everything is answered normally again. */
  synchronized void clear() {
    steps.clear();
    rule = request -> Behaviour.answerNormally();
  }

  /** Takes the first step that fits the request, and asks the rule if none does. */
  Behaviour next(RecordedRequest request) {
    return take(request).orElseGet(() -> rule().apply(request));
  }

  private synchronized Optional<Behaviour> take(RecordedRequest request) {
    Deque<Step> kept = new ArrayDeque<>();
    Optional<Behaviour> taken = Optional.empty();
    for (Iterator<Step> remaining = steps.iterator(); remaining.hasNext() && taken.isEmpty(); ) {
      Step step = remaining.next();
      remaining.remove();
      if (!step.match().matches(request)) {
        kept.addLast(step);
        continue;
      }
      taken = Optional.of(step.behaviour());
      if (step.times() != 1) {
        kept.addLast(step.used());
      }
    }
    while (!kept.isEmpty()) {
      steps.addFirst(kept.removeLast());
    }
    return taken;
  }

  private synchronized Function<RecordedRequest, Behaviour> rule() {
    return rule;
  }
}
