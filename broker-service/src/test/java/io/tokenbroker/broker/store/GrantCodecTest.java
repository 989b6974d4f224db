// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenbroker.broker.lifecycle.Authorization;
import io.tokenbroker.broker.lifecycle.CallSlot;
import io.tokenbroker.broker.lifecycle.Credential;
import io.tokenbroker.broker.lifecycle.Grant;
import io.tokenbroker.broker.lifecycle.Outcome;
import io.tokenbroker.broker.lifecycle.Revocation;
import io.tokenbroker.broker.lifecycle.Tokens;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.Secret;
import java.io.IOException;
import java.io.InputStream;
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
    byte[] stored = golden(name);

    assertThat(codec.decode(stored)).isEqualTo(sample(name));
    assertThat(codec.encode(sample(name))).isEqualTo(stored);
  }

  @Test
  void theFirstByteIsTheFormatsVersion() {
    assertThat(codec.encode(Grant.EMPTY)).startsWith(1);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 2, 127, -1})
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

  private static byte[] golden(String name) throws IOException {
    Properties golden = new Properties();
    try (InputStream file =
        GrantCodecTest.class.getResourceAsStream("/golden/grants-v1.properties")) {
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
      default -> Grant.EMPTY;
    };
  }

  private static Grant active() {
    Authorization.Started started =
        new Authorization.Started(
            "authorization",
            9,
            TIME,
            TIME,
            "https://gateway/callback",
            List.of("repo"),
            Secret.of("verifier"),
            7,
            "api-key",
            Optional.of("https://p:443"));
    CallSlot inFlight = new CallSlot.InFlight("refresh-8-3", TIME, TIME);
    return grant(
        new Credential.Active(
            tokens(),
            inFlight,
            new Credential.Trouble(2, Optional.of("http_503"), true, Optional.of(TIME))),
        List.of(
            new Authorization.Pending(started),
            new Authorization.Exchanging(
                started, Secret.of("code"), new CallSlot.Scheduled(TIME), true),
            new Authorization.Consumed(
                "failed", new Outcome.Failed("expired", Optional.of("in words"), TIME)),
            new Authorization.Consumed(
                "succeeded",
                new Outcome.Succeeded(
                    new TokenVersion(8, 1),
                    List.of("repo"),
                    TIME,
                    Optional.of("ada"),
                    Map.of("team", "1"),
                    TIME))));
  }

  private static Grant grant(Credential credential, List<Authorization> authorizations) {
    return new Grant(
        9,
        new TokenVersion(8, 2),
        credential,
        authorizations,
        List.of(
            new Revocation(
                Secret.of("rt-old"),
                true,
                7,
                6,
                "https://p:443",
                new CallSlot.Scheduled(TIME),
                Optional.of("refresh-7-1"),
                4,
                TIME)),
        List.of("refresh-8-2"),
        3,
        Optional.of(TIME));
  }

  private static Tokens tokens() {
    return new Tokens(
        Secret.of("at-ü"),
        "Bearer",
        List.of("repo", "read:user"),
        TIME,
        TIME,
        Optional.of(Secret.of("rt")),
        List.of(Secret.of("rt-alternate")),
        Optional.of("ada"),
        Map.of("instance_url", "https://na1"),
        7,
        "https://p:443");
  }
}
