// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.tokenbroker.broker.limit.CircuitBreaker;
import io.tokenbroker.broker.limit.CircuitBreaker.End;
import io.tokenbroker.broker.limit.Places;
import io.tokenbroker.broker.limit.ReturnTimes;
import io.tokenbroker.broker.limit.TokenBucket;
import io.tokenbroker.key.ConnectorId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether a call may be made now, and if not, when to come back; it never makes one wait. What
 * is remembered of a provider is forgotten when nothing is asked of it for an hour. Thread-safe.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final int MAX_REMEMBERED = 10_000;
  private static final int REMEMBERED_HOURS = 1;
  private static final Duration WHEN_FULL = Duration.ofSeconds(1);

  /** What was refused comes back at fifty a second for each provider, however much it is. */
  private static final Duration BETWEEN_RETURNS = Duration.ofMillis(20);

  private static final int TOO_MANY_REQUESTS = 429;

  private final Places places;
  private final int failuresToOpen;
  private final CallMeters meters;
  private final Cache<ConnectorId, CircuitBreaker> circuits;
  private final Cache<Client, TokenBucket> rates;
  private final LoadingCache<String, ReturnTimes> returns;

  /**
   * A call that asks.
   *
   * @param provider what it is called where calls are counted
   * @param origin the provider
   * @param clientId which of its clients, as it counts them
   * @param requestsPerMinute what it allows that client, if the connector says
   * @param somebodyWaits whether a person does
   */
  record Asking(
      ConnectorId connector,
      String provider,
      String origin,
      String clientId,
      Optional<Integer> requestsPerMinute,
      boolean somebodyWaits) {}

  private record Client(String origin, String clientId) {}

  /** Whether the call may be made: it may if nothing refuses it. */
  record Entry(Optional<CircuitBreaker.Pass> pass, Optional<CallOutcome.NotSent> refusal) {}

  Admission(ProviderLimits limits) {
    this(limits, CallMeters.none());
  }

  Admission(ProviderLimits limits, CallMeters meters) {
    this.places =
        new Places(
            limits.places(),
            limits.reservedPlaces(),
            limits.placesPerProvider(),
            limits.reservedPerProvider());
    this.failuresToOpen = limits.failuresToOpen();
    this.meters = meters;
    this.circuits = remembered().removalListener(Admission::forgotten).build();
    this.rates = remembered().build();
    this.returns =
        remembered().build(name -> new ReturnTimes(() -> ThreadLocalRandom.current().nextDouble()));
  }

  private static void forgotten(@Nullable Object id, @Nullable Object circuit, RemovalCause cause) {
    if (circuit instanceof CircuitBreaker breaker) {
      breaker.retire();
    }
  }

  private static Caffeine<Object, Object> remembered() {
    return Caffeine.newBuilder()
        .maximumSize(MAX_REMEMBERED)
        .expireAfterAccess(REMEMBERED_HOURS, TimeUnit.HOURS);
  }

  /** Takes what the call needs; whoever gets a pass has to tell how the call {@link #ended}. */
  Entry enter(Asking call, long nowNanos) {
    CircuitBreaker circuit = circuit(call);
    Optional<CircuitBreaker.Pass> pass = circuit.enter(nowNanos);
    if (pass.isEmpty()) {
      return refused(call, "circuit_open", circuit.pauseLeft(nowNanos), BETWEEN_RETURNS, nowNanos);
    }
    Optional<Places.Full> full = places.take(call.origin(), call.somebodyWaits());
    if (full.isPresent()) {
      circuit.ended(pass.get(), End.SAYS_NOTHING, nowNanos);
      String reason = full.get() == Places.Full.ALL ? "too_many_calls" : "bulkhead_full";
      return refused(call, reason, WHEN_FULL, BETWEEN_RETURNS, nowNanos);
    }
    if (!isWithinRate(call, nowNanos)) {
      places.giveBack(call.origin());
      circuit.ended(pass.get(), End.SAYS_NOTHING, nowNanos);
      Duration interval = TokenBucket.interval(call.requestsPerMinute().orElseThrow());
      return refused(call, "rate_limited_locally", Duration.ZERO, interval, nowNanos);
    }
    return new Entry(pass, Optional.empty());
  }

  /** Gives back what the call took, and learns from how it ended. */
  void ended(Asking call, CircuitBreaker.Pass pass, CallOutcome outcome, long nowNanos) {
    places.giveBack(call.origin());
    CircuitBreaker circuit = circuit(call);
    boolean before = circuit.isOpen();
    Optional<Duration> throttle = throttle(outcome);
    if (throttle.isPresent()) {
      circuit.throttled(pass, throttle.get(), nowNanos);
    } else {
      circuit.ended(pass, end(outcome), nowNanos);
    }
    if (before != circuit.isOpen()) {
      log.atWarn()
          .addKeyValue("connector", call.connector())
          .addKeyValue("provider", call.origin())
          .addKeyValue("circuit", before ? "closed" : "open")
          .log(before ? "a provider works again" : "a provider's calls are held back");
    }
  }

  private CircuitBreaker circuit(Asking call) {
    return circuits.get(
        call.connector(),
        first ->
            new CircuitBreaker(failuresToOpen, isOpen -> meters.circuit(call.provider(), isOpen)));
  }

  private boolean isWithinRate(Asking call, long nowNanos) {
    return call.requestsPerMinute()
        .map(
            rate ->
                rates
                    .get(
                        new Client(call.origin(), call.clientId()),
                        first -> new TokenBucket(rate, nowNanos))
                    .take(rate, call.somebodyWaits(), nowNanos))
        .orElse(true);
  }

  /** Somebody who waits does not stand in line behind what nobody waits for. */
  private Entry refused(
      Asking call, String reason, Duration earliest, Duration interval, long nowNanos) {
    String line = call.origin() + (call.somebodyWaits() ? " waits" : "");
    Duration back = returns.get(line).next(nowNanos, earliest, interval);
    return new Entry(
        Optional.empty(), Optional.of(new CallOutcome.NotSent(reason, Optional.of(back))));
  }

  private static Optional<Duration> throttle(CallOutcome outcome) {
    return outcome instanceof CallOutcome.Failed failed && failed.httpStatus() == TOO_MANY_REQUESTS
        ? failed.retryAfter()
        : Optional.empty();
  }

  /** A provider that says no works. */
  private static End end(CallOutcome outcome) {
    if (outcome instanceof CallOutcome.Unknown) {
      return End.FAILED;
    }
    if (outcome instanceof CallOutcome.Failed failed) {
      return failed.httpStatus() >= 500 || failed.httpStatus() == TOO_MANY_REQUESTS
          ? End.FAILED
          : End.WORKS;
    }
    if (outcome instanceof CallOutcome.NotSent notSent) {
      return ProviderHttp.isProvidersFault(notSent.reason()) ? End.FAILED : End.SAYS_NOTHING;
    }
    return End.WORKS;
  }
}
