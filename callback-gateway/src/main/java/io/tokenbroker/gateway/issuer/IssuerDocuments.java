// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an issuer publishes about itself. Never blocks. Thread-safe. */
public final class IssuerDocuments {
  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final int OK = 200;

  private final IssuerHttp http;

  public IssuerDocuments(IssuerHttp http) {
    this.http = http;
  }

  /** A JSON object; fails with an {@link IssuerException} that says why there is none. */
  public CompletableFuture<JsonNode> get(URI url) {
    return http.get(url)
        .thenApply(
            answer -> {
              if (answer.status() != OK) {
                throw new IssuerException(url + " answered " + answer.status());
              }
              return answer.json(url.toString());
            });
  }

  /** The metadata of an OpenID provider (OpenID Connect Discovery 1.0, 4); fails as get does. */
  public CompletableFuture<JsonNode> openIdMetadata(URI issuer) {
    return get(issuer.resolve(path(issuer) + OPENID)).thenApply(found -> checked(found, issuer));
  }

  /** The same, or where that is not there, an authorization server's (RFC 8414, 3). */
  public CompletableFuture<JsonNode> metadata(URI issuer) {
    return get(issuer.resolve(path(issuer) + OPENID))
        .exceptionallyCompose(error -> get(issuer.resolve(OAUTH + path(issuer))))
        .thenApply(found -> checked(found, issuer));
  }

  private static String path(URI issuer) {
    return Optional.ofNullable(issuer.getRawPath()).orElse("").replaceAll("/+$", "");
  }

  private static JsonNode checked(JsonNode metadata, URI issuer) {
    // Both demand it: metadata of another issuer would bring another's keys.
    if (!metadata.path("issuer").asText().equals(issuer.toString())) {
      throw new IssuerException("the metadata is of another issuer than " + issuer);
    }
    return metadata;
  }
}
