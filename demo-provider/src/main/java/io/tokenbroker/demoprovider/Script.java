// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
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

  /** A behaviour for a number of requests. */
  private record Step(Match match, Behaviour behaviour, int times) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  /** What has no number of requests: it counts where no step does. */
  private final List<Step> standing = new ArrayList<>();

  private Function<RecordedRequest, Behaviour> rule = request -> Behaviour.answerNormally();

  void append(Match match, Behaviour... behaviours) {
    for (Behaviour behaviour : behaviours) {
      append(new Step(match, behaviour, 1));
    }
  }

  /**
   * Gives a behaviour to the next so many requests.
   *
   * @param times 1 or more; empty for all that no step is for, in the place of an earlier one for
   *     the same requests
   */
  synchronized void append(Match match, Behaviour behaviour, Optional<Integer> times) {
    if (times.isPresent()) {
      append(new Step(match, behaviour, times.get()));
      return;
    }
    standing.removeIf(step -> step.match().equals(match));
    requireRoomIn(standing);
    standing.add(new Step(match, behaviour, 1));
  }

  private synchronized void append(Step step) {
    requireRoomIn(steps);
    steps.addLast(step);
  }

  private static void requireRoomIn(Collection<Step> steps) {
    if (steps.size() == MAX_STEPS) {
      throw new IllegalStateException(
          "The script would have more than " + MAX_STEPS + " steps: give a rule instead");
    }
  }

  synchronized void otherwise(Function<RecordedRequest, Behaviour> newRule) {
    rule = newRule;
  }

  /** Everything is answered normally again. */
  synchronized void clear() {
    steps.clear();
    standing.clear();
    rule = request -> Behaviour.answerNormally();
  }

  /** Takes the first step that fits the request, else what stands for it, else asks the rule. */
  Behaviour next(RecordedRequest request) {
    return take(request).orElseGet(() -> rule().apply(request));
  }

  private synchronized Optional<Behaviour> take(RecordedRequest request) {
    Deque<Step> kept = new ArrayDeque<>();
    Optional<Behaviour> taken = Optional.empty();
    while (!steps.isEmpty() && taken.isEmpty()) {
      Step step = steps.removeFirst();
      if (!step.match().matches(request)) {
        kept.addLast(step);
        continue;
      }
      taken = Optional.of(step.behaviour());
      if (step.times() > 1) {
        kept.addLast(new Step(step.match(), step.behaviour(), step.times() - 1));
      }
    }
    while (!kept.isEmpty()) {
      steps.addFirst(kept.removeLast());
    }
    return taken.or(() -> standing(request));
  }

  /** The one that was given last. */
  private Optional<Behaviour> standing(RecordedRequest request) {
    return standing.stream()
        .filter(step -> step.match().matches(request))
        .reduce((first, second) -> second)
        .map(Step::behaviour);
  }

  private synchronized Function<RecordedRequest, Behaviour> rule() {
    return rule;
  }
}
