// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.lifecycle.Ending;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Preparation;
import io.tokenbroker.broker.lifecycle.Renewal;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.broker.lifecycle.Trouble;
import io.tokenbroker.broker.lifecycle.UnknownAttempt;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Grants of every form, whether the rules would make them or not. */
final class RandomGrants {
  private static final Arbitrary<Long> NUMBERS = Arbitraries.longs().greaterOrEqual(0);
  private static final Arbitrary<Integer> COUNTS = Arbitraries.integers().greaterOrEqual(0);
  private static final Arbitrary<Boolean> FLAGS = Arbitraries.of(true, false);

  /** Any text that is valid Unicode. */
  private static final Arbitrary<String> TEXTS =
      Arbitraries.strings().withCharRange('\u0000', '\uD7FF').ofMaxLength(20);

  private static final Arbitrary<Secret> SECRETS =
      TEXTS.filter(text -> !text.isEmpty()).map(Secret::of);
  private static final Arbitrary<Instant> TIMES =
      Arbitraries.longs().between(-1, 4_102_444_800_000L).map(Instant::ofEpochMilli);
  private static final Arbitrary<Duration> INTERVALS = NUMBERS.map(Duration::ofMillis);
  private static final Arbitrary<List<String>> NAMES = TEXTS.list().ofMaxSize(3);
  private static final Arbitrary<Map<String, String>> ATTRIBUTES =
      Arbitraries.maps(TEXTS, TEXTS).ofMaxSize(3);

  private RandomGrants() {}

  static Arbitrary<Grant> grants() {
    return Combinators.combine(
            NUMBERS,
            versions(),
            credentials(),
            authorizations().list().ofMaxSize(3),
            revocations().list().ofMaxSize(2),
            unknownAttempts().list().ofMaxSize(4),
            NUMBERS,
            TIMES.optional())
        .as(Grant::new);
  }

  private static Arbitrary<UnknownAttempt> unknownAttempts() {
    return Combinators.combine(TEXTS, TIMES.optional(), SECRETS.optional()).as(UnknownAttempt::new);
  }

  private static Arbitrary<TokenVersion> versions() {
    return Combinators.combine(NUMBERS, NUMBERS).as(TokenVersion::new);
  }

  private static Arbitrary<Credential> credentials() {
    return Arbitraries.oneOf(
        Arbitraries.of(new Credential.Absent()),
        Combinators.combine(tokens(), slots(), troubles(), endings()).as(Credential.Active::new),
        Combinators.combine(tokens(), TEXTS, TIMES).as(Credential.ReauthorizationRequired::new),
        Combinators.combine(TIMES, TEXTS, TIMES, NUMBERS, TEXTS).as(Credential.Revoked::new));
  }

  private static Arbitrary<Trouble> troubles() {
    return Arbitraries.oneOf(
        Arbitraries.of(Trouble.none()),
        Combinators.combine(COUNTS, TEXTS, TIMES).as(Trouble.Failing::new),
        Combinators.combine(COUNTS, TEXTS, TIMES, TIMES).as(Trouble.Replaying::new),
        Combinators.combine(COUNTS, TEXTS, TIMES).as(Trouble.Spent::new),
        Combinators.combine(COUNTS, TEXTS, TIMES).as(Trouble.LastTry::new));
  }

  private static Arbitrary<Ending> endings() {
    return Arbitraries.oneOf(
        Arbitraries.of(Ending.none()),
        Combinators.combine(TIMES, TIMES).as(Ending.Foreseen::new),
        Combinators.combine(TIMES, TIMES).as(Ending.Announced::new));
  }

  private static Arbitrary<CallSlot> slots() {
    return Arbitraries.oneOf(
        Arbitraries.of(new CallSlot.Unplanned()),
        TIMES.map(CallSlot.Scheduled::new),
        Combinators.combine(TEXTS, TIMES, TIMES).as(CallSlot.InFlight::new));
  }

  private static Arbitrary<Renewal> renewals() {
    return Arbitraries.oneOf(
        Arbitraries.of(new Renewal.None()),
        NAMES.map(Renewal.ByClientCredentials::new),
        Combinators.combine(
                SECRETS, SECRETS.list().ofMaxSize(3), TIMES.optional(), TIMES.optional())
            .as(Renewal.ByRefreshToken::new));
  }

  private static Arbitrary<Tokens> tokens() {
    Arbitrary<Tokens> bare =
        Combinators.combine(
                SECRETS, TEXTS, NAMES, TIMES, TIMES, TIMES, renewals(), TEXTS.optional())
            .as(
                (access, type, scopes, authorized, issued, expires, renewal, subject) ->
                    new Tokens(
                        access,
                        type,
                        scopes,
                        authorized,
                        issued,
                        expires,
                        renewal,
                        subject,
                        Map.of(),
                        Optional.empty(),
                        1,
                        ""));
    return Combinators.combine(bare, ATTRIBUTES, SECRETS.optional(), NUMBERS, TEXTS)
        .as(
            (tokens, attributes, proofKey, revision, origin) ->
                new Tokens(
                    tokens.accessToken(),
                    tokens.tokenType(),
                    tokens.scopes(),
                    tokens.authorizedAt(),
                    tokens.issuedAt(),
                    tokens.expiresAt(),
                    tokens.renewal(),
                    tokens.subject(),
                    attributes,
                    proofKey,
                    revision,
                    origin));
  }

  private static Arbitrary<Authorization> authorizations() {
    return Arbitraries.oneOf(
        Combinators.combine(started(), TEXTS, SECRETS, pushes().optional())
            .as(Authorization.Pending::new),
        Combinators.combine(started(), preparations(NAMES.map(Effect.DeviceAuthorization::new)))
            .as(Authorization.Preparing::new),
        Combinators.combine(
                started(), requests(), calls(), troubles(), NAMES, FLAGS, INTERVALS.optional())
            .as(Authorization.Requesting::new),
        Combinators.combine(started(), tokens(), TIMES, TEXTS).as(Authorization.HeldBack::new),
        Combinators.combine(TEXTS, outcomes(), TEXTS.optional())
            .as(
                (id, outcome, hash) ->
                    new Authorization.Consumed(id, outcome, Optional.empty(), hash)),
        Combinators.combine(started(), requests(), NAMES, outcomes())
            .as(
                (started, request, attempts, outcome) ->
                    new Authorization.Consumed(
                        started.id(),
                        outcome,
                        Optional.of(new Authorization.Unanswered(started, request, attempts)))));
  }

  private static Arbitrary<Preparation> pushes() {
    return preparations(SECRETS.map(Effect.PushAuthorizationRequest::new));
  }

  private static Arbitrary<Preparation> preparations(Arbitrary<? extends Effect.Call> requests) {
    return Combinators.combine(requests, slots(), TIMES, troubles(), FLAGS).as(Preparation::new);
  }

  /** A token request is never left to somebody's wish. */
  private static Arbitrary<CallSlot> calls() {
    return slots().filter(slot -> slot.nextLook().isPresent());
  }

  private static Arbitrary<Effect.TokenRequest> requests() {
    return Arbitraries.oneOf(
        Combinators.combine(SECRETS, SECRETS, TEXTS).as(Effect.Exchange::new),
        SECRETS.map(Effect.Refresh::new),
        NAMES.map(Effect.ClientCredentials::new),
        SECRETS.map(Effect.DeviceToken::new),
        Combinators.combine(SECRETS, TEXTS.optional(), NAMES).as(Effect.TokenExchange::new));
  }

  private static Arbitrary<Authorization.Started> started() {
    return Combinators.combine(
            TEXTS,
            NUMBERS,
            TIMES,
            NAMES,
            TEXTS.optional(),
            TEXTS.optional(),
            ATTRIBUTES,
            TEXTS.optional())
        .as(
            (id, generation, startedAt, scopes, subject, origin, attributes, hash) ->
                new Authorization.Started(
                    id,
                    generation,
                    startedAt,
                    startedAt.plusMillis(generation % 1_000),
                    scopes,
                    generation,
                    id,
                    subject,
                    generation % 2 == 0,
                    origin,
                    attributes,
                    hash));
  }

  private static Arbitrary<Outcome> outcomes() {
    return Arbitraries.oneOf(
        Combinators.combine(TEXTS, TEXTS.optional(), TIMES).as(Outcome.Failed::new),
        Combinators.combine(versions(), NAMES, TIMES, TEXTS.optional(), ATTRIBUTES, TIMES)
            .as(Outcome.Succeeded::new));
  }

  private static Arbitrary<Revocation> revocations() {
    return Combinators.combine(
            SECRETS, FLAGS, NUMBERS, TEXTS, slots(), TEXTS.optional(), COUNTS, TIMES)
        .as(
            (token, isRefreshToken, number, origin, call, awaited, failures, giveUpAt) ->
                new Revocation(
                    token,
                    isRefreshToken,
                    number,
                    awaited,
                    number,
                    origin,
                    call,
                    awaited,
                    failures,
                    giveUpAt));
  }
}
