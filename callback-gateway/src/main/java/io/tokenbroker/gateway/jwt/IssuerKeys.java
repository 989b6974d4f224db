// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.issuer.IssuerDocuments;
import io.tokenbroker.gateway.issuer.IssuerException;
import java.net.URI;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

/** Where the issuer publishes its keys (RFC 7517), by its metadata unless the URL is known. */
final class IssuerKeys {
  private static final int MAX_KEYS = 100;
  private static final int MIN_RSA_BITS = 2048;
  private static final Set<KeyOperation> SIGNATURES =
      Set.of(KeyOperation.SIGN, KeyOperation.VERIFY);

  private final JwtSettings settings;
  private final IssuerDocuments documents;

  IssuerKeys(JwtSettings settings, IssuerDocuments documents) {
    this.settings = settings;
    this.documents = documents;
  }

  /** Gets the public keys that may sign; fails if there is none. */
  CompletableFuture<List<JWK>> fetch() {
    return settings
        .jwksUrl()
        .map(CompletableFuture::completedFuture)
        .orElseGet(this::discovered)
        .thenCompose(documents::get)
        .thenApply(IssuerKeys::usable);
  }

  private CompletableFuture<URI> discovered() {
    return documents
        .metadata(URI.create(settings.issuer()))
        .thenApply(metadata -> URI.create(metadata.path("jwks_uri").asText()));
  }

  private static List<JWK> usable(JsonNode document) {
    if (!document.path("keys").isArray()) {
      throw new IssuerException("the issuer's answer is no set of keys");
    }
    List<JWK> keys =
        StreamSupport.stream(document.path("keys").spliterator(), false)
            .filter(JsonNode::isObject)
            .map(IssuerKeys::key)
            .flatMap(Optional::stream)
            .filter(IssuerKeys::maySign)
            .map(JWK::toPublicJWK)
            .limit(MAX_KEYS)
            .toList();
    if (keys.isEmpty()) {
      throw new IssuerException("the issuer publishes no public key for signatures");
    }
    return keys;
  }

  /** Empty for one that we can't read: the others count all the same (RFC 7517, 5). */
  private static Optional<JWK> key(JsonNode node) {
    try {
      return Optional.of(JWK.parse(node.toString()));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean maySign(JWK key) {
    boolean forSignatures =
        Optional.ofNullable(key.getKeyUse()).filter(use -> !use.equals(KeyUse.SIGNATURE)).isEmpty()
            && Optional.ofNullable(key.getKeyOperations())
                .filter(operations -> Collections.disjoint(operations, SIGNATURES))
                .isEmpty();
    boolean strong =
        key instanceof RSAKey rsa
            // Of the number: the size that the key tells counts zeroes in front too.
            ? rsa.getModulus().decodeToBigInteger().bitLength() >= MIN_RSA_BITS
            : key instanceof ECKey || key instanceof OctetKeyPair;
    return forSignatures && strong;
  }
}
