// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
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
            TEXTS.list().ofMaxSize(4),
            NUMBERS,
            TIMES.optional())
        .as(Grant::new);
  }

  private static Arbitrary<TokenVersion> versions() {
    return Combinators.combine(NUMBERS, NUMBERS).as(TokenVersion::new);
  }

  private static Arbitrary<Credential> credentials() {
    return Arbitraries.oneOf(
        Arbitraries.of(new Credential.Absent()),
        Combinators.combine(tokens(), slots(), troubles()).as(Credential.Active::new),
        Combinators.combine(tokens(), TEXTS, TIMES).as(Credential.ReauthorizationRequired::new),
        Combinators.combine(TIMES, TEXTS, TIMES, NUMBERS, TEXTS).as(Credential.Revoked::new));
  }

  private static Arbitrary<Credential.Trouble> troubles() {
    return Combinators.combine(COUNTS, TEXTS.optional(), FLAGS, TIMES.optional())
        .as(Credential.Trouble::new);
  }

  private static Arbitrary<CallSlot> slots() {
    return Arbitraries.oneOf(
        TIMES.map(CallSlot.Scheduled::new),
        Combinators.combine(TEXTS, TIMES, TIMES).as(CallSlot.InFlight::new));
  }

  private static Arbitrary<Tokens> tokens() {
    Arbitrary<Tokens> bare =
        Combinators.combine(
                SECRETS,
                TEXTS,
                NAMES,
                TIMES,
                TIMES,
                SECRETS.optional(),
                SECRETS.list().ofMaxSize(3),
                TEXTS.optional())
            .as(
                (access, type, scopes, issued, expires, refresh, alternates, subject) ->
                    new Tokens(
                        access,
                        type,
                        scopes,
                        issued,
                        expires,
                        refresh,
                        alternates,
                        subject,
                        Map.of(),
                        1,
                        ""));
    return Combinators.combine(bare, ATTRIBUTES, NUMBERS, TEXTS)
        .as(
            (tokens, attributes, revision, origin) ->
                new Tokens(
                    tokens.accessToken(),
                    tokens.tokenType(),
                    tokens.scopes(),
                    tokens.issuedAt(),
                    tokens.expiresAt(),
                    tokens.refreshToken(),
                    tokens.alternates(),
                    tokens.subject(),
                    attributes,
                    revision,
                    origin));
  }

  private static Arbitrary<Authorization> authorizations() {
    return Arbitraries.oneOf(
        started().map(Authorization.Pending::new),
        Combinators.combine(started(), SECRETS, slots(), FLAGS).as(Authorization.Exchanging::new),
        Combinators.combine(TEXTS, outcomes()).as(Authorization.Consumed::new));
  }

  private static Arbitrary<Authorization.Started> started() {
    return Combinators.combine(TEXTS, NUMBERS, TIMES, TIMES, TEXTS, NAMES, SECRETS, NUMBERS)
        .as(
            (id, generation, startedAt, expiresAt, uri, scopes, verifier, revision) ->
                new Authorization.Started(
                    id,
                    generation,
                    startedAt,
                    expiresAt,
                    uri,
                    scopes,
                    verifier,
                    revision,
                    uri + id,
                    generation % 2 == 0 ? Optional.of(uri) : Optional.empty()));
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
                    number,
                    origin,
                    call,
                    awaited,
                    failures,
                    giveUpAt));
  }
}
