// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A client as it was registered (RFC 6749 section 2). Immutable; {@link #toString()} hides the
 * secrets.
 *
 * @param clientId the {@code client_id}; not blank
 * @param clientSecrets every {@code client_secret} that is good now, while one replaces another
 *     two; none is blank. Without any, and without keys, the client is a public one.
 * @param publicKeys a JWK set (RFC 7517) with the keys of its assertions (RFC 7523), where it
 *     authenticates with {@code private_key_jwt}
 * @param redirectUris absolute URIs without a fragment, compared exactly; one that ends in {@code
 *     /*} allows every path below it. On a loopback address ({@code 127.0.0.1}, {@code [::1]}) any
 *     port matches (RFC 8252 section 7.3).
 */
public record RegisteredClient(
    String clientId,
    List<String> clientSecrets,
    Optional<String> publicKeys,
    List<String> redirectUris) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");
  private static final String ANY_PATH = "/*";

  /**
   * Checks and copies the registration.
   *
   * @throws IllegalArgumentException if a part is blank or a redirect URI is not absolute or has a
   *     fragment
   */
  public RegisteredClient {
    if (clientId.isBlank() || clientSecrets.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("A client needs a client_id, and no blank client_secret");
    }
    clientSecrets = List.copyOf(clientSecrets);
    redirectUris = List.copyOf(redirectUris);
    for (String uri : redirectUris) {
      URI parsed = URI.create(uri);
      if (parsed.getHost() == null || parsed.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "Redirect URI '"
                + uri
                + "' of client '"
                + clientId
                + "' must be absolute and have no fragment");
      }
    }
  }

  /** A client with one secret. */
  public RegisteredClient(String clientId, String clientSecret, List<String> redirectUris) {
    this(clientId, List.of(clientSecret), Optional.empty(), redirectUris);
  }

  /** A client that cannot keep a secret. */
  public static RegisteredClient publicClient(String clientId, List<String> redirectUris) {
    return new RegisteredClient(clientId, List.of(), Optional.empty(), redirectUris);
  }

  /** The same with one more secret, which is as good as the others. */
  public RegisteredClient withSecret(String another) {
    return new RegisteredClient(
        clientId,
        Stream.concat(clientSecrets.stream(), Stream.of(another)).toList(),
        publicKeys,
        redirectUris);
  }

  /** The same with keys: a JWK set. */
  public RegisteredClient withPublicKeys(String jwkSet) {
    return new RegisteredClient(clientId, clientSecrets, Optional.of(jwkSet), redirectUris);
  }

  /**
   * The first secret.
   *
   * @throws IllegalStateException if there is none
   */
  public String clientSecret() {
    return clientSecrets.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Client " + clientId + " has no secret"));
  }

  boolean isPublic() {
    return clientSecrets.isEmpty() && publicKeys.isEmpty();
  }

  boolean hasSecret(String presented) {
    return clientSecrets.stream()
        .anyMatch(
            secret ->
                MessageDigest.isEqual(
                    secret.getBytes(StandardCharsets.UTF_8),
                    presented.getBytes(StandardCharsets.UTF_8)));
  }

  boolean allowsRedirectTo(String requested) {
    URI uri;
    try {
      uri = new URI(requested);
    } catch (URISyntaxException e) {
      return false;
    }
    if (uri.getHost() == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
      return false;
    }
    return redirectUris.stream().anyMatch(registered -> matches(registered, requested, uri));
  }

  private static boolean matches(String registered, String requested, URI uri) {
    if (registered.equals(requested)) {
      return true;
    }
    URI rule = URI.create(registered);
    return sameOrigin(rule, uri)
        && (registered.endsWith(ANY_PATH) ? isBelow(rule, uri) : sameResource(rule, uri));
  }

  private static boolean sameOrigin(URI rule, URI uri) {
    return rule.getScheme().equals(uri.getScheme())
        && rule.getHost().equals(uri.getHost())
        && (rule.getPort() == uri.getPort() || LOOPBACK.contains(uri.getHost()));
  }

  /** A dot segment, encoded or not, would climb out of the registered path on the client's side. */
  private static boolean isBelow(URI rule, URI uri) {
    String folder = rule.getPath().substring(0, rule.getPath().length() - 1);
    return uri.getPath().startsWith(folder) && !uri.getPath().contains("..");
  }

  private static boolean sameResource(URI rule, URI uri) {
    return rule.getRawPath().equals(uri.getRawPath())
        && String.valueOf(rule.getRawQuery()).equals(String.valueOf(uri.getRawQuery()));
  }

  @Override
  public String toString() {
    return "RegisteredClient[clientId=" + clientId + ", redirectUris=" + redirectUris + "]";
  }
}
