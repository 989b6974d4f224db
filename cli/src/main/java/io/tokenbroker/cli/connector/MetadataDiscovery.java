// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenbroker.cli.cluster.CliException;
import io.tokenbroker.cli.yaml.Endpoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up an issuer's endpoints: RFC 8414's well-known address, then OpenID Connect Discovery's.
 * Follows no redirect, reads at most 1 MiB, and believes only metadata that names the same issuer.
 * Thread-safe.
 */
public final class MetadataDiscovery {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Duration timeout;

  /**
   * @param timeout the longest that one request may take, its body included
   */
  public MetadataDiscovery(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Looks an issuer up.
   *
   * @param withBrowser whether the authorization endpoint is needed
   * @throws CliException if it can't be, or an endpoint that is needed is missing
   */
  ProviderMetadata of(String issuer, boolean withBrowser) {
    List<String> failures = new ArrayList<>();
    for (URI address : addresses(issuer)) {
      try {
        Optional<JsonNode> metadata = fetch(address);
        if (metadata.isPresent()) {
          return read(metadata.get(), issuer, address, withBrowser);
        }
        failures.add(address + " is not there");
      } catch (DiscoveryFault e) {
        failures.add(address + " " + e.getMessage());
      }
    }
    throw new CliException(
        "could not look up the endpoints of issuer "
            + issuer
            + " ("
            + String.join("; ", failures)
            + "): name "
            + (withBrowser ? "authorizationEndpoint and tokenEndpoint" : "tokenEndpoint")
            + " instead");
  }

  /** RFC 8414, 3.1: the well-known part goes before the issuer's path; OpenID's goes after it. */
  static List<URI> addresses(String issuer) {
    URI uri = URI.create(issuer);
    String origin = uri.getScheme() + "://" + uri.getRawAuthority();
    String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceAll("/+$", "");
    return List.of(
        URI.create(origin + "/.well-known/oauth-authorization-server" + path),
        URI.create(origin + path + "/.well-known/openid-configuration"));
  }

  private Optional<JsonNode> fetch(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Accept", "application/json")
            .GET()
            .build();
    CompletableFuture<Optional<byte[]>> body =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(MetadataDiscovery::body);
    try {
      Optional<byte[]> bytes = body.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return bytes.isEmpty() ? Optional.empty() : Optional.of(JSON.readTree(bytes.get()));
    } catch (JsonProcessingException e) {
      throw new DiscoveryFault("is not JSON");
    } catch (IOException e) {
      throw new DiscoveryFault("could not be read: " + e.getClass().getSimpleName());
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      throw cause instanceof DiscoveryFault fault
          ? fault
          : new DiscoveryFault("could not be reached: " + cause.getClass().getSimpleName());
    } catch (TimeoutException e) {
      throw new DiscoveryFault("did not answer within " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted while looking up " + address);
    } finally {
      body.cancel(true);
    }
  }

  private static Optional<byte[]> body(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw new DiscoveryFault("answered with status " + response.statusCode());
      }
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new DiscoveryFault("is larger than 1 MiB");
      }
      return Optional.of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProviderMetadata read(
      JsonNode metadata, String issuer, URI address, boolean withBrowser) {
    String named = metadata.path("issuer").asText("");
    if (!named.equals(issuer)) {
      // RFC 8414, 3.3: it must not be used.
      throw new CliException(
          address + " is the metadata of issuer '" + named + "', not of '" + issuer + "'");
    }
    Optional<URI> authorization = endpoint(metadata, "authorization_endpoint", address);
    if (withBrowser && authorization.isEmpty()) {
      throw new CliException(address + " names no authorization_endpoint");
    }
    return new ProviderMetadata(
        authorization,
        endpoint(metadata, "token_endpoint", address)
            .orElseThrow(() -> new CliException(address + " names no token_endpoint")),
        endpoint(metadata, "revocation_endpoint", address),
        endpoint(metadata, "pushed_authorization_request_endpoint", address),
        metadata.path("require_pushed_authorization_requests").asBoolean(false),
        endpoint(metadata, "device_authorization_endpoint", address),
        metadata.path("authorization_response_iss_parameter_supported").asBoolean(false),
        new ProviderMetadata.Supported(
            list(metadata, "token_endpoint_auth_methods_supported"),
            list(metadata, "grant_types_supported"),
            list(metadata, "code_challenge_methods_supported"),
            list(metadata, "dpop_signing_alg_values_supported")));
  }

  private static Optional<List<String>> list(JsonNode metadata, String name) {
    if (!metadata.path(name).isArray()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    metadata.path(name).forEach(value -> values.add(value.asText("")));
    return Optional.of(List.copyOf(values));
  }

  private static Optional<URI> endpoint(JsonNode metadata, String name, URI address) {
    if (!metadata.path(name).isTextual()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(metadata.path(name).asText());
      Endpoints.problem(uri)
          .ifPresent(
              problem -> {
                throw new CliException(address + ": " + name + " " + problem + ": " + uri);
              });
      return Optional.of(uri);
    } catch (IllegalArgumentException e) {
      throw new CliException(address + ": " + name + " is not a URL");
    }
  }

  /** One address did not serve; another may. */
  private static final class DiscoveryFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiscoveryFault(String message) {
      super(message);
    }
  }
}
