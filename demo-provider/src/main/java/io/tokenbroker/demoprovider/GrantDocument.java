// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.tokenbroker.demoprovider.Grant.RefreshToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the data file holds. Tokens and codes stand in it as SHA-256 hashes, so it opens nothing.
 * Version 3:
 *
 * <pre>
 * { "version": 3,
 *   "grants": [ { "id", "clientId", "subject", "name", "scope", "code" (absent: a client's own),
 *                 "proofKey" (absent: none),
 *                 "refreshTokens": [ { "hash", "spentAt" (absent: unspent) } ] } ],
 *   "accessTokens": [ { "hash", "grantId", "expiresAt", "proofKey" (absent: none) } ] }
 * </pre>
 *
 * <p>All values are strings, instants in ISO 8601, hashes as in {@link Sha256}. In version 1 every
 * grant had a code, before version 3 nothing was bound to a key; both stay readable.
 */
record GrantDocument(Collection<Grant> grants, Collection<AccessToken> accessTokens) {

  static final int VERSION = 3;

  private static final String PROOF_KEY = "proofKey";

  static GrantDocument empty() {
    return new GrantDocument(List.of(), List.of());
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException if the version is a later one or something is missing
   * @throws ClassCastException if a value has another type
   */
  static GrantDocument fromJson(JsonObject json) {
    int version = json.getInteger("version", 0);
    if (version < 1 || version > VERSION) {
      throw new IllegalArgumentException("version");
    }
    return new GrantDocument(
        objects(json, "grants").map(GrantDocument::grant).toList(),
        objects(json, "accessTokens").map(GrantDocument::accessToken).toList());
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("version", VERSION)
        .put("grants", new JsonArray(grants.stream().map(GrantDocument::json).toList()))
        .put(
            "accessTokens", new JsonArray(accessTokens.stream().map(GrantDocument::json).toList()));
  }

  private static Grant grant(JsonObject json) {
    return new Grant(
        text(json, "id"),
        text(json, "clientId"),
        new Account(text(json, "subject"), text(json, "name")),
        json.getString("scope", ""),
        Optional.ofNullable(json.getString("code")).map(Sha256::new),
        Optional.ofNullable(json.getString(PROOF_KEY)),
        objects(json, "refreshTokens").map(GrantDocument::refreshToken).toList());
  }

  private static RefreshToken refreshToken(JsonObject json) {
    return new RefreshToken(
        new Sha256(text(json, "hash")),
        Optional.ofNullable(json.getString("spentAt")).map(Instant::parse));
  }

  private static AccessToken accessToken(JsonObject json) {
    return new AccessToken(
        new Sha256(text(json, "hash")),
        text(json, "grantId"),
        Instant.parse(text(json, "expiresAt")),
        Optional.ofNullable(json.getString(PROOF_KEY)));
  }

  private static Object json(Grant grant) {
    JsonObject json =
        new JsonObject()
            .put("id", grant.id())
            .put("clientId", grant.clientId())
            .put("subject", grant.account().subject())
            .put("name", grant.account().name())
            .put("scope", grant.scope())
            .put(
                "refreshTokens",
                new JsonArray(grant.refreshTokens().stream().map(GrantDocument::json).toList()));
    grant.code().ifPresent(code -> json.put("code", code.base64Url()));
    grant.proofKey().ifPresent(key -> json.put(PROOF_KEY, key));
    return json;
  }

  private static Object json(RefreshToken token) {
    JsonObject json = new JsonObject().put("hash", token.hash().base64Url());
    token.spentAt().ifPresent(instant -> json.put("spentAt", instant.toString()));
    return json;
  }

  private static Object json(AccessToken token) {
    JsonObject json =
        new JsonObject()
            .put("hash", token.hash().base64Url())
            .put("grantId", token.grantId())
            .put("expiresAt", token.expiresAt().toString());
    token.proofKey().ifPresent(key -> json.put(PROOF_KEY, key));
    return json;
  }

  private static Stream<JsonObject> objects(JsonObject json, String name) {
    JsonArray array =
        Optional.ofNullable(json.getJsonArray(name))
            .orElseThrow(() -> new IllegalArgumentException(name));
    return array.stream().map(JsonObject.class::cast);
  }

  private static String text(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name))
        .orElseThrow(() -> new IllegalArgumentException(name));
  }
}
