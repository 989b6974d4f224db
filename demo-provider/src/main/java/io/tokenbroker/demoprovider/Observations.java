// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What the provider saw and did, for its users to ask about. Bounded; thread-safe. */
final class Observations {

  private static final int MAX_REQUESTS = 10_000;
  private static final int MAX_SECRETS = 200_000;

  private final Deque<RecordedRequest> requests = new ArrayDeque<>();
  private final Set<String> secrets = new HashSet<>();
  private final Set<String> verifiers = new HashSet<>();
  private final Map<GrantType, Long> tokenRequests = new EnumMap<>(GrantType.class);
  private final AtomicLong successfulRefreshes = new AtomicLong();
  private final AtomicLong reuseDetections = new AtomicLong();
  private final AtomicLong codeReplays = new AtomicLong();
  private final AtomicLong revocations = new AtomicLong();
  private final boolean recordSecrets;

  Observations(boolean recordSecrets) {
    this.recordSecrets = recordSecrets;
  }

  synchronized void record(RecordedRequest request) {
    if (requests.size() == MAX_REQUESTS) {
      requests.removeFirst();
    }
    requests.addLast(request);
  }

  synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /** The requests only; what was counted stays counted. */
  synchronized void forgetRequests() {
    requests.clear();
  }

  synchronized void tokenRequestArrived(GrantType type) {
    tokenRequests.merge(type, 1L, Long::sum);
  }

  synchronized long tokenRequests(GrantType type) {
    return tokenRequests.getOrDefault(type, 0L);
  }

  void refreshed() {
    successfulRefreshes.incrementAndGet();
  }

  long successfulRefreshes() {
    return successfulRefreshes.get();
  }

  void reuseDetected() {
    reuseDetections.incrementAndGet();
  }

  long reuseDetections() {
    return reuseDetections.get();
  }

  void codeReplayed() {
    codeReplays.incrementAndGet();
  }

  long codeReplays() {
    return codeReplays.get();
  }

  void revoked() {
    revocations.incrementAndGet();
  }

  long revocations() {
    return revocations.get();
  }

  synchronized void issued(String secret) {
    if (recordSecrets && secrets.size() <= MAX_SECRETS) {
      secrets.add(secret);
    }
  }

  synchronized void verifierReceived(String codeVerifier) {
    if (recordSecrets && verifiers.size() <= MAX_SECRETS) {
      verifiers.add(codeVerifier);
    }
  }

  synchronized Set<String> receivedVerifiers() {
    return complete(verifiers);
  }

  synchronized Set<String> issuedSecrets() {
    return complete(secrets);
  }

  /**
   * Throws rather than answer with too few: a hunt for leaks over an incomplete set would find
   * nothing and pass.
   */
  private Set<String> complete(Set<String> recorded) {
    if (!recordSecrets) {
      throw new IllegalStateException(
          "Secrets are not recorded: start the demo provider with recordSecrets");
    }
    if (recorded.size() > MAX_SECRETS) {
      throw new IllegalStateException(
          "There were more than " + MAX_SECRETS + " secrets, not all are recorded: use fewer");
    }
    return Set.copyOf(recorded);
  }
}
