// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.cli.yaml.ValueType;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that say how tokens are revoked at a provider. */
public final class RevocationKeys {
  static final String TOKEN = "{token}";
  static final String CLIENT_ID = "{client_id}";

  static final Key<String> ENDPOINT =
      new Key<>(
          "revocationEndpoint",
          ValueType.endpointWith(List.of("token", "client_id")),
          "Where tokens are revoked; {client_id} and, with delete-path, {token} are filled in.");
  public static final Key<RevocationStyle> STYLE =
      Key.words(
          "revocationStyle",
          Map.of(
              "rfc7009", RevocationStyle.RFC7009,
              "delete-basic", RevocationStyle.DELETE_BASIC,
              "delete-bearer", RevocationStyle.DELETE_BEARER,
              "delete-path", RevocationStyle.DELETE_PATH,
              "post-bearer", RevocationStyle.POST_BEARER),
          "How a token is revoked: RFC 7009, or what the provider has instead.");
  static final Key<RevocationTokens> TOKENS =
      Key.words(
          "revocationTokens",
          Map.of(
              "one", RevocationTokens.ONE,
              "access-token", RevocationTokens.ACCESS_TOKEN,
              "refresh-token", RevocationTokens.REFRESH_TOKEN,
              "both", RevocationTokens.BOTH),
          "Which tokens are sent; one: the refresh token where there is one, else the access"
              + " token.");
  static final Key<RevocationScope> SCOPE =
      Key.words(
          "revocationScope",
          Map.of("token", RevocationScope.TOKEN, "grant", RevocationScope.GRANT),
          "What the provider revokes with a token: that token, or the whole grant.");

  static final List<Key<?>> KEYS = List.of(ENDPOINT, STYLE, TOKENS, SCOPE);

  private RevocationKeys() {}

  static Revocation read(Section section) {
    Revocation revocation =
        new Revocation(
            ENDPOINT.find(section),
            STYLE.read(section, RevocationStyle.RFC7009),
            TOKENS.read(section, RevocationTokens.ONE),
            SCOPE.read(section, RevocationScope.GRANT));
    check(section, revocation);
    return revocation;
  }

  private static void check(Section section, Revocation revocation) {
    Optional<String> endpoint = revocation.endpoint();
    if (endpoint.isEmpty() && !section.has(EndpointKeys.ISSUER.name())) {
      for (Key<?> key : List.of(STYLE, TOKENS)) {
        if (section.has(key.name())) {
          throw section.fault(key.name(), "is without revocationEndpoint, nothing is revoked");
        }
      }
    }
    boolean byPath = revocation.style() == RevocationStyle.DELETE_PATH;
    if (byPath && endpoint.filter(RevocationKeys::hasTokenInPath).isEmpty()) {
      throw section.fault(
          section.has(ENDPOINT.name()) ? ENDPOINT.name() : STYLE.name(),
          "revocationStyle: delete-path needs {token} in the endpoint's path, such as"
              + " https://api.example.com/tokens/{token}");
    }
    if (!byPath && endpoint.filter(text -> text.contains(TOKEN)).isPresent()) {
      throw section.fault(ENDPOINT.name(), "{token} goes with revocationStyle: delete-path only");
    }
  }

  private static boolean hasTokenInPath(String endpoint) {
    String mark = "0token0";
    URI uri = URI.create(endpoint.replace(TOKEN, mark).replace(CLIENT_ID, "client"));
    return Optional.ofNullable(uri.getRawPath()).orElse("").contains(mark)
        && !uri.getRawAuthority().contains(mark);
  }
}
