// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.gateway.seal.RandomTokens;
import io.tokenbroker.key.ConnectorId;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.secrets.SecretAccess;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of an API key: everything but the key. The key's text is {@code tbk_<id>_<43 random
 * characters>}; 256 random bits need no slow hash.
 *
 * @param id names the key in logs and events; letters, digits and {@code -}, at most 32
 * @param tenant whose connectors it reaches
 * @param sha256 of the whole text, in lower-case hex
 * @param scopes what it may be used for
 * @param expiresAt from when it is refused
 */
public record ApiKey(
    String id, String tenant, String sha256, Set<ApiScope> scopes, Optional<Instant> expiresAt) {
  static final String PREFIX = "tbk_";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,32}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public ApiKey {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an API key's id is 1 to 32 letters, digits or -, not " + id);
    }
    if (!SHA_256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256 of API key " + id + " is not 64 characters of lower-case hex");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("API key " + id + " has no scope");
    }
    new ConnectorId(tenant, "any");
    scopes = Set.copyOf(scopes);
  }

  /** A new key's text. */
  static Secret newText(String id, RandomTokens tokens) {
    return Secret.of(PREFIX + id + "_" + tokens.bits256());
  }

  /** The id that a key's text names, if it has the form of one. */
  static Optional<String> idIn(String text) {
    int end = text.length() - RandomTokens.BITS_256_LENGTH - 1;
    if (!text.startsWith(PREFIX) || end <= PREFIX.length() || text.charAt(end) != '_') {
      return Optional.empty();
    }
    return Optional.of(text.substring(PREFIX.length(), end)).filter(id -> ID.matcher(id).matches());
  }

  static String sha256(Secret text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.revealBytes(SecretAccess.get())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
