// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tokenbroker.broker.lifecycle.Effect;
import io.tokenbroker.broker.provider.request.PushedParameters;
import io.tokenbroker.dpop.ProofKey;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Which key proves possession (RFC 9449), and what servers want to see in the next proof. A server
 * may bind a code to the key that pushed its request (10.1), and a device code to the key that
 * asked for it: the same key then asks for the tokens, as long as this process lives. Thread-safe.
 */
final class ProofKeys {
  private static final int MAX_PENDING = 10_000;
  private static final Duration PENDING = Duration.ofMinutes(30);
  private static final int MAX_ORIGINS = 1_000;
  private static final int MAX_NONCE = 512;

  /** By the code challenge or the device code. */
  private final Cache<Secret, ProofKey> pending =
      Caffeine.newBuilder().maximumSize(MAX_PENDING).expireAfterWrite(PENDING).build();

  private final Cache<String, String> nonces =
      Caffeine.newBuilder().maximumSize(MAX_ORIGINS).build();

  /** The key for a call; empty if it needs none. */
  Optional<ProofKey> of(ConnectorDefined connector, Effect.Call call) {
    if (call instanceof Effect.Refresh refresh && refresh.proofKey().isPresent()) {
      return refresh.proofKey().map(ProofKey::of);
    }
    if (connector.getProofOfPossession() != ProofOfPossession.DPOP
        || call instanceof Effect.Revoke) {
      return Optional.empty();
    }
    if (call instanceof Effect.PushAuthorizationRequest push) {
      // Without a challenge nothing would tell the exchange which key it was.
      return PushedParameters.codeChallenge(connector, push.parameters())
          .map(challenge -> pending.get(challenge, missing -> ProofKey.generate()));
    }
    return Optional.of(
        begunWith(call)
            .flatMap(begun -> Optional.ofNullable(pending.getIfPresent(begun)))
            .orElseGet(ProofKey::generate));
  }

  private static Optional<Secret> begunWith(Effect.Call call) {
    if (call instanceof Effect.Exchange exchange) {
      return Optional.of(challenge(exchange.codeVerifier()));
    }
    return call instanceof Effect.DeviceToken device
        ? Optional.of(device.deviceCode())
        : Optional.empty();
  }

  /** The server gave a device code to whoever has the key. */
  void begun(Secret deviceCode, ProofKey key) {
    pending.put(deviceCode, key);
  }

  /** Keeps what an answer wants to see next (RFC 9449, 8.2). */
  void answered(URI endpoint, Optional<String> nonce) {
    nonce
        .filter(
            text -> text.length() <= MAX_NONCE && text.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"))
        .ifPresent(text -> nonces.put(origin(endpoint), text));
  }

  /** What the server wants to see in the next proof. */
  Optional<String> nonce(URI endpoint) {
    return Optional.ofNullable(nonces.getIfPresent(origin(endpoint)));
  }

  private static String origin(URI endpoint) {
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
  }

  /** RFC 7636, 4.2. */
  private static Secret challenge(Secret codeVerifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(codeVerifier.reveal(SecretAccess.get()).getBytes(StandardCharsets.US_ASCII));
      return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
