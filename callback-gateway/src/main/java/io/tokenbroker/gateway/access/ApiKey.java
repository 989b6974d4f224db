// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.access;

import io.tokenbroker.gateway.seal.RandomTokens;
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
 * @param user the person as whom it acts; without one it is an application's, and nobody's
 * @param sha256 of the whole text, in lower-case hex
 * @param previousSha256 likewise, of the text before the last rotation
 * @param previousUntil until when that one is accepted as well; there exactly with its hash
 * @param scopes what it may be used for
 * @param expiresAt from when it is refused
 */
public record ApiKey(
    String id,
    String tenant,
    Optional<String> user,
    String sha256,
    Optional<String> previousSha256,
    Optional<Instant> previousUntil,
    Set<ApiScope> scopes,
    Optional<Instant> expiresAt) {
  static final String PREFIX = "tbk_";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,32}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public ApiKey {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an API key's id is 1 to 32 letters, digits or -, not " + id);
    }
    requireHash("sha256", id, sha256);
    previousSha256.ifPresent(hash -> requireHash("previousSha256", id, hash));
    if (previousSha256.isPresent() != previousUntil.isPresent()) {
      throw new IllegalArgumentException(
          "API key " + id + " needs both previousSha256 and previousUntil, or neither");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("API key " + id + " has no scope");
    }
    new Caller(id, tenant, user, scopes);
    scopes = Set.copyOf(scopes);
  }

  private static void requireHash(String name, String id, String hash) {
    if (!SHA_256.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          name + " of API key " + id + " is not 64 characters of lower-case hex");
    }
  }

  /** A key and its text: this is the only time that the text can be had. */
  public record Made(ApiKey key, Secret text) {}

  /**
   * Makes a key.
   *
   * @throws IllegalArgumentException if a name or the scopes are no good
   */
  public static Made make(
      String id,
      String tenant,
      Optional<String> user,
      Set<ApiScope> scopes,
      Optional<Instant> expiresAt) {
    Secret text = newText(id, new RandomTokens());
    return new Made(
        new ApiKey(
            id, tenant, user, sha256(text), Optional.empty(), Optional.empty(), scopes, expiresAt),
        text);
  }

  /**
   * The same key with another text.
   *
   * @param previousUntil until when the text that it has now is accepted as well
   */
  public Made rotated(Instant previousUntil) {
    Secret text = newText(id, new RandomTokens());
    return new Made(
        new ApiKey(
            id,
            tenant,
            user,
            sha256(text),
            Optional.of(sha256),
            Optional.of(previousUntil),
            scopes,
            expiresAt),
        text);
  }

  /** Who calls with it. */
  public Caller caller() {
    return new Caller(id, tenant, user, scopes);
  }

  /** A new key's text. */
  private static Secret newText(String id, RandomTokens tokens) {
    return Secret.of(PREFIX + id + "_" + tokens.bits256());
  }

  /** Whether this can be the text of a key only, and no other token. */
  public static boolean hasForm(Secret text) {
    return text.reveal(SecretAccess.get()).startsWith(PREFIX);
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
