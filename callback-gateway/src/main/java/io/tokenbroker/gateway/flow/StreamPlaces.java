// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places for browsers that listen: so many in all, for one flow and from one address, so that
 * nobody who has a single flow's cookie can take the places of all others. Thread-safe.
 */
final class StreamPlaces {
  /**
   * How many there are.
   *
   * @param all in all
   * @param flow for one flow: its tabs, and those that a reload leaves behind for a moment
   * @param address from one address, which many people may share
   */
  record Limits(int all, int flow, int address) {
    static final Limits DEFAULT = new Limits(5_000, 8, 256);
  }

  private final Limits limits;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<AuthorizationId, Integer> flows = new ConcurrentHashMap<>();
  private final Map<String, Integer> addresses = new ConcurrentHashMap<>();

  StreamPlaces(Limits limits) {
    this.limits = limits;
  }

  /** A place that was taken; to be given back once. */
  final class Place {
    private final AuthorizationId flow;
    private final String address;

    private Place(AuthorizationId flow, String address) {
      this.flow = flow;
      this.address = address;
    }

    void giveBack() {
      all.decrementAndGet();
      leave(flows, flow);
      leave(addresses, address);
    }
  }

  /** Takes a place; empty where there is none left for the flow, the address or anybody. */
  Optional<Place> take(AuthorizationId flow, String address) {
    if (!enter(flows, flow, limits.flow())) {
      return Optional.empty();
    }
    if (!enter(addresses, address, limits.address())) {
      leave(flows, flow);
      return Optional.empty();
    }
    Place place = new Place(flow, address);
    if (all.incrementAndGet() > limits.all()) {
      place.giveBack();
      return Optional.empty();
    }
    return Optional.of(place);
  }

  /** How many places are taken, in all. */
  int taken() {
    return all.get();
  }

  /** How many names are known: none whose places are all free. */
  int names() {
    return flows.size() + addresses.size();
  }

  private static <K> boolean enter(Map<K, Integer> taken, K name, int limit) {
    int now = taken.merge(name, 1, Integer::sum);
    if (now > limit) {
      leave(taken, name);
      return false;
    }
    return true;
  }

  private static <K> void leave(Map<K, Integer> taken, K name) {
    taken.computeIfPresent(name, (same, count) -> count > 1 ? count - 1 : null);
  }
}
