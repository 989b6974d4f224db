// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format of stored grants: a state that was written must be readable for ever. */
class GrantCodecTest {
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123Z");

  private final GrantCodec codec = new GrantCodec();

  @ParameterizedTest
  @ValueSource(strings = {"active", "revoked", "reauthorization_required", "empty"})
  void bytesOfVersionOneAreReadAsTheGrantThatTheyWere(String name) throws IOException {
    assertThat(codec.decode(golden(1, name))).isEqualTo(sample(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active",
        "announced",
        "requesting",
        "client_credentials",
        "revoked",
        "reauthorization_required",
        "empty"
      })
  void bytesOfVersionTwoAreReadAsTheGrantThatTheyWere(String name) throws IOException {
    assertThat(codec.decode(golden(2, name))).isEqualTo(sample(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active",
        "announced",
        "requesting",
        "client_credentials",
        "revoked",
        "reauthorization_required",
        "empty",
        "bound_to_a_key",
        "token_exchange",
        "pushed",
        "device"
      })
  void bytesOfVersionThreeAreReadAsTheGrantThatTheyWere(String name) throws IOException {
    assertThat(codec.decode(golden(3, name))).isEqualTo(sample(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active",
        "announced",
        "requesting",
        "client_credentials",
        "revoked",
        "reauthorization_required",
        "empty",
        "bound_to_a_key",
        "token_exchange",
        "pushed",
        "device",
        "held_back"
      })
  void bytesOfVersionFourAreReadAsTheGrantThatTheyWere(String name) throws IOException {
    assertThat(codec.decode(golden(4, name))).isEqualTo(sample(name));
  }

  @Test
  void theFirstByteIsTheFormatsVersion() {
    assertThat(codec.encode(Grant.EMPTY)).startsWith(4);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 5, 127, -1})
  void aVersionThatThisBrokerDoesNotKnowIsRefused(byte version) {
    byte[] bytes = codec.encode(Grant.EMPTY);
    bytes[0] = version;

    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version");
  }

  @Test
  void nothingIsNoGrant() {
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] golden(int version, String name) throws IOException {
    Properties golden = new Properties();
    try (InputStream file =
        GrantCodecTest.class.getResourceAsStream("/golden/grants-v" + version + ".properties")) {
      golden.load(file);
    }
    return Base64.getDecoder().decode(golden.getProperty(name));
  }

  private static Grant sample(String name) {
    return switch (name) {
      case "active" -> active();
      case "revoked" ->
          grant(new Credential.Revoked(TIME, "user_request", TIME, 7, "https://p:443"), List.of());
      case "reauthorization_required" ->
          grant(new Credential.ReauthorizationRequired(tokens(), "invalid_grant", TIME), List.of());
      case "announced" -> announced();
      case "requesting" -> requesting();
      case "client_credentials" -> clientCredentials();
      case "bound_to_a_key" -> boundToAKey();
      case "token_exchange" -> tokenExchange();
      case "pushed" -> pushed();
      case "device" -> device();
      case "held_back" -> heldBack();
      default -> Grant.EMPTY;
    };
  }

  private static Grant active() {
    return grant(
        new Credential.Active(
            tokens(),
            new CallSlot.InFlight("refresh-8-3", TIME, TIME),
            new Trouble.LastTry(2, "http_503", TIME),
            Ending.none()),
        List.of(
            new Authorization.Pending(
                started(Optional.empty()), "https://gateway/callback", Secret.of("verifier")),
            requesting(
                new Effect.Exchange(
                    Secret.of("code"), Secret.of("verifier"), "https://gateway/callback"),
                Trouble.none(),
                List.of(),
                true),
            new Authorization.Consumed(
                "failed",
                new Outcome.Failed("expired", Optional.of("in words"), TIME),
                Optional.empty()),
            new Authorization.Consumed(
                "succeeded",
                new Outcome.Succeeded(
                    new TokenVersion(8, 1),
                    List.of("repo"),
                    TIME,
                    Optional.of("ada"),
                    Map.of("team", "1"),
                    TIME),
                Optional.empty())));
  }

  /** What only version 2 knows of a grant that is kept fresh. */
  private static Grant announced() {
    Tokens announced =
        tokens(
            new Renewal.ByRefreshToken(
                Secret.of("rt"),
                List.of(),
                Optional.of(TIME.plusSeconds(60)),
                Optional.of(TIME.plusSeconds(90))));
    return grant(
        new Credential.Active(
            announced,
            new CallSlot.Unplanned(),
            new Trouble.Replaying(1, "outcome_unknown", TIME, TIME.plusSeconds(28)),
            new Ending.Announced(TIME.plusSeconds(90), TIME)),
        List.of());
  }

  private static Grant requesting() {
    Effect.TokenRequest imported = new Effect.Refresh(Secret.of("rt-imported"));
    return grant(
        new Credential.Absent(),
        List.of(
            requesting(
                imported, new Trouble.Failing(3, "http_503", TIME), List.of("issue-9-1"), false),
            new Authorization.Consumed(
                "authorization",
                new Outcome.Failed("outcome_unknown", Optional.empty(), TIME),
                Optional.of(
                    new Authorization.Unanswered(
                        started(Optional.of("ada")), imported, List.of("issue-9-2"))))));
  }

  private static Grant clientCredentials() {
    return grant(
        new Credential.Active(
            tokens(new Renewal.ByClientCredentials(List.of("read"))),
            new CallSlot.Scheduled(TIME),
            Trouble.none(),
            new Ending.Foreseen(TIME.plusSeconds(90), TIME.plusSeconds(30))),
        List.of(
            requesting(
                new Effect.ClientCredentials(List.of("read")), Trouble.none(), List.of(), false)));
  }

  private static Grant boundToAKey() {
    Tokens tokens = tokens();
    return grant(
        new Credential.ReauthorizationRequired(
            new Tokens(
                tokens.accessToken(),
                "DPoP",
                tokens.scopes(),
                tokens.authorizedAt(),
                tokens.issuedAt(),
                tokens.expiresAt(),
                tokens.renewal(),
                tokens.subject(),
                Map.of("realmId", "42"),
                Optional.of(Secret.of("{\"kty\":\"EC\"}")),
                tokens.connectorRevision(),
                tokens.endpointOrigin()),
            "invalid_grant",
            TIME),
        List.of());
  }

  private static Grant tokenExchange() {
    Effect.TokenRequest typed =
        new Effect.TokenExchange(Secret.of("st"), Optional.of("urn:type"), List.of("read"));
    Effect.TokenRequest untyped =
        new Effect.TokenExchange(Secret.of("st"), Optional.empty(), List.of());
    return grant(
        new Credential.Absent(),
        List.of(
            requesting(typed, Trouble.none(), List.of("issue-9-1"), false),
            new Authorization.Consumed(
                "authorization",
                new Outcome.Failed("invalid_grant", Optional.empty(), TIME),
                Optional.of(
                    new Authorization.Unanswered(
                        started(Optional.empty()), untyped, List.of("issue-9-2"))))));
  }

  /** One that is being pushed, and one whose callback has brought attributes. */
  private static Grant pushed() {
    return grant(
        new Credential.Absent(),
        List.of(
            new Authorization.Pending(
                started(Optional.empty()),
                "https://gateway/callback",
                Secret.of("verifier"),
                Optional.of(
                    new Preparation(
                        new Effect.PushAuthorizationRequest(Secret.of("state=s")),
                        new CallSlot.InFlight("push-9-1", TIME, TIME),
                        TIME.plusSeconds(30),
                        new Trouble.Failing(1, "http_503", TIME),
                        true))),
            new Authorization.Requesting(
                started(Optional.empty(), Map.of("realmId", "42")),
                new Effect.Exchange(
                    Secret.of("code"), Secret.of("verifier"), "https://gateway/callback"),
                new CallSlot.InFlight("exchange-9-2", TIME, TIME),
                Trouble.none(),
                List.of(),
                false)));
  }

  /** One that waits for its code, and one whose person decides. */
  private static Grant device() {
    return grant(
        new Credential.Absent(),
        List.of(
            new Authorization.Preparing(
                started(Optional.empty()),
                new Preparation(
                    new Effect.DeviceAuthorization(List.of("read")),
                    new CallSlot.Scheduled(TIME),
                    TIME.plusSeconds(30),
                    Trouble.none(),
                    false)),
            new Authorization.Requesting(
                started(Optional.empty()),
                new Effect.DeviceToken(Secret.of("device-code")),
                new CallSlot.Scheduled(TIME),
                Trouble.none(),
                List.of("poll-9-1"),
                false,
                Optional.of(Duration.ofSeconds(5)))));
  }

  /** One whose exchange goes on, one that waits for its confirmation, and one that has it. */
  private static Grant heldBack() {
    Authorization.Started toConfirm =
        new Authorization.Started(
            "authorization",
            9,
            TIME,
            TIME,
            List.of("repo"),
            7,
            "api-key",
            Optional.empty(),
            true,
            Optional.of("https://p:443"),
            Map.of("realmId", "42"),
            Optional.of("hash"));
    return grant(
        Optional.of("ada"),
        new Credential.Absent(),
        List.of(
            new Authorization.Requesting(
                toConfirm,
                new Effect.Exchange(
                    Secret.of("code"), Secret.of("verifier"), "https://gateway/callback"),
                new CallSlot.InFlight("exchange-9-2", TIME, TIME),
                Trouble.none(),
                List.of(),
                false),
            new Authorization.HeldBack(toConfirm, tokens(), TIME.plusSeconds(600), "exchange-9-1"),
            new Authorization.Consumed(
                "confirmed",
                new Outcome.Succeeded(
                    new TokenVersion(8, 1),
                    List.of("repo"),
                    TIME,
                    Optional.of("ada"),
                    Map.of(),
                    TIME),
                Optional.empty(),
                Optional.of("hash"))));
  }

  private static Authorization requesting(
      Effect.TokenRequest request, Trouble trouble, List<String> unknown, boolean cancelled) {
    return new Authorization.Requesting(
        started(Optional.empty()),
        request,
        new CallSlot.Scheduled(TIME),
        trouble,
        unknown,
        cancelled);
  }

  private static Authorization.Started started(Optional<String> subject) {
    return started(subject, Map.of());
  }

  private static Authorization.Started started(
      Optional<String> subject, Map<String, String> attributes) {
    return new Authorization.Started(
        "authorization",
        9,
        TIME,
        TIME,
        List.of("repo"),
        7,
        "api-key",
        subject,
        true,
        Optional.of("https://p:443"),
        attributes,
        Optional.empty());
  }

  private static Grant grant(Credential credential, List<Authorization> authorizations) {
    return grant(Optional.empty(), credential, authorizations);
  }

  private static Grant grant(
      Optional<String> subject, Credential credential, List<Authorization> authorizations) {
    return new Grant(
        9,
        new TokenVersion(8, 2),
        credential,
        authorizations,
        List.of(revocation(subject)),
        List.of(new UnknownAttempt("refresh-8-2", Optional.empty(), Optional.empty())),
        3,
        Optional.of(TIME));
  }

  private static Revocation revocation(Optional<String> subject) {
    return new Revocation(
        Secret.of("rt-old"),
        true,
        7,
        subject,
        6,
        "https://p:443",
        new CallSlot.Scheduled(TIME),
        Optional.of("refresh-7-1"),
        4,
        TIME);
  }

  private static Tokens tokens() {
    return tokens(
        new Renewal.ByRefreshToken(
            Secret.of("rt"),
            List.of(Secret.of("rt-alternate")),
            Optional.empty(),
            Optional.empty()));
  }

  private static Tokens tokens(Renewal renewal) {
    return new Tokens(
        Secret.of("at-ü"),
        "Bearer",
        List.of("repo", "read:user"),
        TIME,
        TIME,
        TIME,
        renewal,
        Optional.of("ada"),
        Map.of("instance_url", "https://na1"),
        Optional.empty(),
        7,
        "https://p:443");
  }
}
