// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/**
 * A confidential client (RFC 6749 section 2.1) as it was registered. Immutable; {@link #toString()}
 * hides the secret.
 *
 * @param clientId the {@code client_id}; not blank
 * @param clientSecret the {@code client_secret}; not blank
 * @param redirectUris absolute URIs without a fragment, compared exactly; one that ends in {@code
 *     /*} allows every path below it. On a loopback address ({@code 127.0.0.1}, {@code [::1]}) any
 *     port matches (RFC 8252 section 7.3).
 */
public record RegisteredClient(String clientId, String clientSecret, List<String> redirectUris) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");
  private static final String ANY_PATH = "/*";

  /**
   * Checks and copies the registration.
   *
   * @throws IllegalArgumentException if a part is blank or a redirect URI is not absolute or has a
   *     fragment
   */
  public RegisteredClient {
    if (clientId.isBlank() || clientSecret.isBlank()) {
      throw new IllegalArgumentException("A client needs a client_id and a client_secret");
    }
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

  boolean hasSecret(String presented) {
    return MessageDigest.isEqual(
        clientSecret.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
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
