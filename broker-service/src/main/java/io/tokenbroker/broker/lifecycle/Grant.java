// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.key.TokenVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that the owner of a token key knows about it: the value of the tokens store.
 *
 * @param lastGeneration the highest generation that an authorization was given
 * @param version the version published last; {@link TokenVersion#NONE} before the first
 * @param credential what it has to give
 * @param authorizations authorizations on their way and outcomes remembered; bounded
 * @param revocations tokens still to be revoked at the provider; bounded
 * @param unknownAttempts refreshes of this generation that ended unknown: their success, should it
 *     turn up, still counts; bounded
 * @param attempts how many attempts were made; names the next
 * @param republishedAt when the current event was last published again
 */
public record Grant(
    long lastGeneration,
    TokenVersion version,
    Credential credential,
    List<Authorization> authorizations,
    List<Revocation> revocations,
    List<UnknownAttempt> unknownAttempts,
    long attempts,
    Optional<Instant> republishedAt) {
  static final int MAX_AUTHORIZATIONS = 16;
  static final int MAX_REVOCATIONS = 16;
  static final int MAX_UNKNOWN_ATTEMPTS = 4;

  /** A grant of which nothing is known. */
  public static final Grant EMPTY =
      new Grant(
          0,
          TokenVersion.NONE,
          new Credential.Absent(),
          List.of(),
          List.of(),
          List.of(),
          0,
          Optional.empty());

  public Grant {
    authorizations = List.copyOf(authorizations);
    revocations = List.copyOf(revocations);
    unknownAttempts = List.copyOf(unknownAttempts);
  }

  /**
   * When the broker has to look at the grant next, without being asked. This is the grant's one
   * entry in the due store: the index is a projection of the state and can't disagree with it.
   */
  public Optional<Instant> nextLook() {
    Stream<Instant> ofCredential = Stream.empty();
    if (credential instanceof Credential.Active active) {
      Optional<Instant> announcement =
          active.ending() instanceof Ending.Foreseen foreseen
              ? Optional.of(foreseen.announceAt())
              : Optional.empty();
      ofCredential = Stream.of(active.refresh().nextLook(), announcement).flatMap(Optional::stream);
    } else if (credential instanceof Credential.Revoked revoked) {
      ofCredential = Stream.of(revoked.eraseAt());
    }
    return Stream.of(
            ofCredential,
            authorizations.stream().map(Authorization::nextLook).flatMap(Optional::stream),
            revocations.stream().map(Revocation::nextLook).flatMap(Optional::stream))
        .flatMap(times -> times)
        .min(Instant::compareTo);
  }

  /**
   * The name of its state, as operators and applications see it: absent, active, refreshing,
   * reauthorization_required, revoking or revoked.
   */
  public String status() {
    if (credential instanceof Credential.Active active) {
      return active.refresh() instanceof CallSlot.InFlight ? "refreshing" : "active";
    }
    if (credential instanceof Credential.Revoked) {
      return revocations.isEmpty() ? "revoked" : "revoking";
    }
    return credential instanceof Credential.ReauthorizationRequired
        ? "reauthorization_required"
        : "absent";
  }

  /** Whether nothing is left to remember. */
  boolean isForgotten() {
    return credential instanceof Credential.Absent
        && authorizations.isEmpty()
        && revocations.isEmpty();
  }

  Grant withCredential(Credential next) {
    return new Grant(
        lastGeneration,
        version,
        next,
        authorizations,
        revocations,
        unknownAttempts,
        attempts,
        republishedAt);
  }

  Grant withVersion(TokenVersion next) {
    return new Grant(
        Math.max(lastGeneration, next.generation()),
        next,
        credential,
        authorizations,
        revocations,
        next.generation() == version.generation() ? unknownAttempts : List.of(),
        attempts,
        republishedAt);
  }

  Grant withLastGeneration(long generation) {
    return new Grant(
        generation,
        version,
        credential,
        authorizations,
        revocations,
        unknownAttempts,
        attempts,
        republishedAt);
  }

  Grant withAuthorizations(List<Authorization> next) {
    return new Grant(
        lastGeneration,
        version,
        credential,
        next,
        revocations,
        unknownAttempts,
        attempts,
        republishedAt);
  }

  Grant withRevocations(List<Revocation> next) {
    return new Grant(
        lastGeneration,
        version,
        credential,
        authorizations,
        next,
        unknownAttempts,
        attempts,
        republishedAt);
  }

  Grant withUnknownAttempt(UnknownAttempt attempt) {
    List<UnknownAttempt> next =
        Stream.concat(
                Stream.of(attempt),
                unknownAttempts.stream()
                    .filter(other -> !other.attemptId().equals(attempt.attemptId())))
            .limit(MAX_UNKNOWN_ATTEMPTS)
            .toList();
    return new Grant(
        lastGeneration,
        version,
        credential,
        authorizations,
        revocations,
        next,
        attempts,
        republishedAt);
  }

  Grant withoutUnknownAttempt(String attemptId) {
    return new Grant(
        lastGeneration,
        version,
        credential,
        authorizations,
        revocations,
        unknownAttempts.stream().filter(attempt -> !attempt.attemptId().equals(attemptId)).toList(),
        attempts,
        republishedAt);
  }

  Grant withAttempts(long next) {
    return new Grant(
        lastGeneration,
        version,
        credential,
        authorizations,
        revocations,
        unknownAttempts,
        next,
        republishedAt);
  }

  Grant withRepublishedAt(Instant at) {
    return new Grant(
        lastGeneration,
        version,
        credential,
        authorizations,
        revocations,
        unknownAttempts,
        attempts,
        Optional.of(at));
  }
}
