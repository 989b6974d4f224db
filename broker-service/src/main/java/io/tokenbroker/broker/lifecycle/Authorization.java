// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.lifecycle;

import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way to a grant's first token that is under way, or its outcome for those who ask again: a
 * person's authorization in a browser or at another device, an import, a request with the client's
 * own credentials, or the exchange of another token.
 */
public sealed interface Authorization {
  String id();

  /** When the broker has to look at it again. */
  Optional<Instant> nextLook();

  /** Whether a call is planned at once or under way. */
  default boolean isCalling() {
    return false;
  }

  /**
   * What is known from the start.
   *
   * @param id names it: of a link, or the correlation id of the command that started it
   * @param generation the generation that its tokens will have: the later started has the higher
   * @param startedAt when the browser left for the provider, or the command was given
   * @param expiresAt when it is abandoned
   * @param scopes scopes asked for
   * @param connectorRevision the connector's revision
   * @param initiatedBy who asked
   * @param subject the account, where it is known beforehand
   * @param replaces whether it may take the place of a grant that is active
   * @param endpointOrigin the only origin that its secrets are sent to, and that its grant will
   *     pin; empty until the connector is known
   * @param attributes public attributes that the callback brought
   * @param confirmationHash base64url(SHA-256) of the code that will confirm it; empty: nothing is
   *     to be confirmed, or no code has come back yet
   */
  record Started(
      String id,
      long generation,
      Instant startedAt,
      Instant expiresAt,
      List<String> scopes,
      long connectorRevision,
      String initiatedBy,
      Optional<String> subject,
      boolean replaces,
      Optional<String> endpointOrigin,
      Map<String, String> attributes,
      Optional<String> confirmationHash) {
    public Started {
      scopes = List.copyOf(scopes);
      attributes = Map.copyOf(attributes);
    }

    Started pinnedTo(String origin) {
      return new Started(
          id,
          generation,
          startedAt,
          expiresAt,
          scopes,
          connectorRevision,
          initiatedBy,
          subject,
          replaces,
          Optional.of(origin),
          attributes,
          confirmationHash);
    }

    /** What the callback brought. */
    Started with(Map<String, String> brought, Optional<String> hash) {
      return new Started(
          id,
          generation,
          startedAt,
          expiresAt,
          scopes,
          connectorRevision,
          initiatedBy,
          subject,
          replaces,
          endpointOrigin,
          brought,
          hash);
    }

    Started until(Instant end) {
      return new Started(
          id,
          generation,
          startedAt,
          end,
          scopes,
          connectorRevision,
          initiatedBy,
          subject,
          replaces,
          endpointOrigin,
          attributes,
          confirmationHash);
    }
  }

  /** No token was asked for yet; the provider may have to be asked before a person can go there. */
  sealed interface Prepared extends Authorization {
    Started started();

    /** What it is asked; empty where a person can go there without. */
    Optional<Preparation> preparation();

    Prepared with(Started start, Preparation next);

    @Override
    default String id() {
      return started().id();
    }

    @Override
    default boolean isCalling() {
      return preparation().filter(asked -> asked.call().nextLook().isPresent()).isPresent();
    }
  }

  /**
   * The browser is at the provider, or on its way.
   *
   * @param started the authorization
   * @param redirectUri the redirect_uri that the token request repeats
   * @param codeVerifier PKCE (RFC 7636)
   * @param preparation the push of its request (RFC 9126); empty where it went through the browser
   */
  record Pending(
      Started started, String redirectUri, Secret codeVerifier, Optional<Preparation> preparation)
      implements Prepared {
    /** One whose request went through the browser. */
    public Pending(Started started, String redirectUri, Secret codeVerifier) {
      this(started, redirectUri, codeVerifier, Optional.empty());
    }

    @Override
    public Optional<Instant> nextLook() {
      return preparation
          .flatMap(push -> push.call().nextLook())
          .filter(look -> look.isBefore(started.expiresAt()))
          .or(() -> Optional.of(started.expiresAt()));
    }

    @Override
    public Pending with(Started start, Preparation next) {
      return new Pending(start, redirectUri, codeVerifier, Optional.of(next));
    }
  }

  /**
   * A device code is asked for (RFC 8628, 3.1).
   *
   * @param started the authorization
   * @param device the request
   */
  record Preparing(Started started, Preparation device) implements Prepared {
    @Override
    public Optional<Preparation> preparation() {
      return Optional.of(device);
    }

    @Override
    public Optional<Instant> nextLook() {
      return device.call().nextLook();
    }

    @Override
    public Preparing with(Started start, Preparation next) {
      return new Preparing(start, next);
    }
  }

  /**
   * The token endpoint is asked for the first token: with a code once, whatever comes of it.
   *
   * @param started the authorization
   * @param request what is asked
   * @param call the one call
   * @param trouble what went wrong so far
   * @param unknownAttempts calls whose fate nobody knows: their success, should it turn up, counts
   * @param cancelled whether it was revoked meanwhile: then its tokens are revoked when they come
   * @param pollInterval how long to wait between two requests while a person decides (RFC 8628)
   */
  record Requesting(
      Started started,
      Effect.TokenRequest request,
      CallSlot call,
      Trouble trouble,
      List<String> unknownAttempts,
      boolean cancelled,
      Optional<Duration> pollInterval)
      implements Authorization {
    public Requesting {
      unknownAttempts = List.copyOf(unknownAttempts);
    }

    /** One that waits for nobody. */
    public Requesting(
        Started started,
        Effect.TokenRequest request,
        CallSlot call,
        Trouble trouble,
        List<String> unknownAttempts,
        boolean cancelled) {
      this(started, request, call, trouble, unknownAttempts, cancelled, Optional.empty());
    }

    /** The first call, which is due at once. */
    static Requesting now(Started started, Effect.TokenRequest request, Instant now) {
      return new Requesting(
          started, request, new CallSlot.Scheduled(now), Trouble.none(), List.of(), false);
    }

    @Override
    public String id() {
      return started.id();
    }

    @Override
    public Optional<Instant> nextLook() {
      return call.nextLook();
    }

    @Override
    public boolean isCalling() {
      return pollInterval.isEmpty() || call instanceof CallSlot.InFlight;
    }

    boolean awaits(String attemptId) {
      return call.awaits(attemptId) || unknownAttempts.contains(attemptId);
    }

    Requesting with(CallSlot next) {
      return new Requesting(
          started, request, next, trouble, unknownAttempts, cancelled, pollInterval);
    }

    Requesting with(Trouble next) {
      return new Requesting(started, request, call, next, unknownAttempts, cancelled, pollInterval);
    }

    Requesting tryAgain(Instant at, Trouble after) {
      return new Requesting(
          started,
          request,
          new CallSlot.Scheduled(at),
          after,
          unknownAttempts,
          cancelled,
          pollInterval);
    }

    Requesting cancel() {
      return new Requesting(started, request, call, trouble, unknownAttempts, true, pollInterval);
    }

    Requesting pollingEvery(Duration interval) {
      return new Requesting(
          started, request, call, trouble, unknownAttempts, cancelled, Optional.of(interval));
    }

    Requesting withUnknown(String attemptId) {
      return new Requesting(
          started,
          request,
          call,
          trouble,
          Stream.concat(Stream.of(attemptId), unknownAttempts.stream())
              .distinct()
              .limit(Grant.MAX_UNKNOWN_ATTEMPTS)
              .toList(),
          cancelled,
          pollInterval);
    }

    /** This attempt has ended: nobody waits for it any more. */
    Requesting without(String attemptId, Instant now) {
      return new Requesting(
          started,
          request,
          call.awaits(attemptId) ? new CallSlot.Scheduled(now) : call,
          trouble,
          unknownAttempts.stream().filter(other -> !other.equals(attemptId)).toList(),
          cancelled,
          pollInterval);
    }

    /** The attempts whose replies may still turn up, for those who remember the outcome. */
    Optional<Unanswered> unanswered() {
      Stream<String> inFlight =
          call instanceof CallSlot.InFlight out ? Stream.of(out.attemptId()) : Stream.empty();
      List<String> open = Stream.concat(inFlight, unknownAttempts.stream()).toList();
      return open.isEmpty()
          ? Optional.empty()
          : Optional.of(new Unanswered(started, request, open));
    }
  }

  /**
   * The tokens are here and held back until it is confirmed whose they are: nothing is published.
   *
   * @param started the authorization, with the hash of the code that confirms it
   * @param tokens what the provider issued
   * @param confirmBy when it has failed
   * @param attemptId the call that brought the tokens
   */
  record HeldBack(Started started, Tokens tokens, Instant confirmBy, String attemptId)
      implements Authorization {
    @Override
    public String id() {
      return started.id();
    }

    @Override
    public Optional<Instant> nextLook() {
      return Optional.of(confirmBy);
    }

    String confirmationHash() {
      return started.confirmationHash().orElseThrow();
    }
  }

  /**
   * Over; a duplicate callback gets the same outcome.
   *
   * @param id the authorization's id
   * @param outcome how it ended
   * @param unanswered where it ended without knowing what the provider did
   * @param confirmationHash where it was confirmed, of the code: whoever sends it again gets the
   *     same answer
   */
  record Consumed(
      String id,
      Outcome outcome,
      Optional<Unanswered> unanswered,
      Optional<String> confirmationHash)
      implements Authorization {
    /** One that needed no confirmation, or did not get it. */
    public Consumed(String id, Outcome outcome, Optional<Unanswered> unanswered) {
      this(id, outcome, unanswered, Optional.empty());
    }

    /** How long an outcome is remembered. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    @Override
    public Optional<Instant> nextLook() {
      return Optional.of(outcome.completedAt().plus(REMEMBERED));
    }
  }

  /**
   * Calls of an authorization that has ended, whose replies may still turn up.
   *
   * @param started the authorization
   * @param request what was asked
   * @param attempts the calls
   */
  record Unanswered(Started started, Effect.TokenRequest request, List<String> attempts) {
    public Unanswered {
      attempts = List.copyOf(attempts);
    }

    /** What is left when the reply of one has turned up. */
    Optional<Unanswered> without(String attemptId) {
      List<String> others = attempts.stream().filter(id -> !id.equals(attemptId)).toList();
      return others.isEmpty()
          ? Optional.empty()
          : Optional.of(new Unanswered(started, request, others));
    }
  }
}
