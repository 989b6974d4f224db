// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.gateway.issuer.StrictJson;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a token has to look like before its signature is looked at (RFC 8725): signed with an
 * algorithm that was agreed on, and a header that brings no key of its own.
 */
final class TokenForm {
  private static final int MAX_LENGTH = 8 * 1024;
  private static final int MAX_KEY_ID = 256;

  /** A key, or an address of one, from whoever made the token (RFC 7515, 4.1.2 to 4.1.6). */
  private static final List<String> FOREIGN_KEYS = List.of("jwk", "jku", "x5u", "x5c");

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final Set<String> algorithms;

  TokenForm(Set<String> algorithms) {
    this.algorithms = algorithms;
  }

  /**
   * Reads a token. Nothing in it is proved yet.
   *
   * @throws TokenRefusedException if it has another form
   */
  SignedJWT read(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new TokenRefusedException("token_too_long");
    }
    try {
      // Before the library, which takes a header that is null for an object.
      JsonNode header =
          StrictJson.object(JOSEObject.split(token)[0].decodeToString())
              .orElseThrow(() -> new TokenRefusedException("header_malformed"));
      SignedJWT jwt = SignedJWT.parse(token);
      if (!isCanonical(jwt)) {
        throw new TokenRefusedException("not_a_signed_token");
      }
      check(jwt.getHeader(), header);
      return jwt;
    } catch (ParseException | IllegalArgumentException e) {
      // Not signed, encrypted, or no token at all. The cause may quote it.
      throw new TokenRefusedException("not_a_signed_token");
    }
  }

  /**
   * Whether the signature is written as RFC 7515, 2 writes it. The bits that base64url has over at
   * its end are not signed: without this a token could be changed and still hold.
   */
  private static boolean isCanonical(SignedJWT jwt) {
    return Base64URL.encode(jwt.getSignature().decode()).equals(jwt.getSignature());
  }

  private void check(JWSHeader header, JsonNode names) {
    if (!algorithms.contains(header.getAlgorithm().getName())) {
      throw new TokenRefusedException("algorithm_not_allowed");
    }
    if (FOREIGN_KEYS.stream().anyMatch(names::has)) {
      throw new TokenRefusedException("header_names_a_key");
    }
    if (names.has("crit") || names.has("b64")) {
      throw new TokenRefusedException("header_extension_not_understood");
    }
    if (names.has("cty")) {
      throw new TokenRefusedException("nested_token");
    }
    Optional<String> type = Optional.ofNullable(header.getType()).map(JOSEObjectType::getType);
    if (type.filter(name -> !TYPES.contains(name.toLowerCase(Locale.ROOT))).isPresent()) {
      throw new TokenRefusedException("type_not_allowed");
    }
    Optional<String> keyId = Optional.ofNullable(header.getKeyID());
    if (keyId.filter(id -> id.length() > MAX_KEY_ID).isPresent()) {
      throw new TokenRefusedException("key_id_too_long");
    }
  }
}
