// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.provider;

import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.Pkce;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All keys that describe a provider, in profiles and in connectors. */
public final class ProviderKeys {
  public static final List<Key<?>> KEYS =
      Stream.of(
              EndpointKeys.KEYS,
              AuthenticationKeys.KEYS,
              AuthorizationKeys.KEYS,
              ScopeKeys.KEYS,
              RequestKeys.KEYS,
              ResponseKeys.KEYS,
              RefreshKeys.KEYS,
              RevocationKeys.KEYS)
          .<Key<?>>flatMap(Collection::stream)
          .toList();

  public static final List<String> NAMES = Key.names(KEYS);

  /** Keys whose value is a URL: these may be templates in a profile. */
  static final List<String> URLS =
      Stream.<Key<?>>of(
              EndpointKeys.ISSUER,
              EndpointKeys.AUTHORIZATION,
              EndpointKeys.TOKEN,
              EndpointKeys.REFRESH,
              EndpointKeys.PUSHED,
              EndpointKeys.DEVICE,
              RevocationKeys.ENDPOINT)
          .<String>map(Key::name)
          .toList();

  /** What a browser is needed for: there is none without an authorization code. */
  static final List<Key<?>> BROWSER =
      List.of(
          EndpointKeys.AUTHORIZATION,
          EndpointKeys.PUSHED,
          EndpointKeys.PUSHED_REQUESTS,
          EndpointKeys.DEVICE,
          AuthorizationKeys.PKCE,
          AuthorizationKeys.RESPONSE_MODE,
          AuthorizationKeys.PARAMETERS,
          AuthorizationKeys.CALLBACK_PARAMETERS);

  private ProviderKeys() {}

  /** The keys that stand in a section, merged already where there is a profile. */
  public static Provider read(Section all) {
    GrantType grantType = RequestKeys.grantType(all);
    boolean browser = grantType == GrantType.AUTHORIZATION_CODE;
    Section section = browser ? all : withoutBrowser(all);
    Provider provider =
        new Provider(
            Optional.empty(),
            grantType,
            EndpointKeys.read(section, browser),
            AuthenticationKeys.read(section),
            ScopeKeys.read(section),
            AuthorizationKeys.read(section),
            RequestKeys.read(section),
            ResponseKeys.read(section),
            RefreshKeys.read(section),
            RevocationKeys.read(section));
    refuseUnprotectedCodes(section, provider);
    return provider;
  }

  private static Section withoutBrowser(Section section) {
    List<String> browser = Key.names(BROWSER);
    for (Key<?> key : BROWSER) {
      Pointless.refuse(
          section,
          key,
          RequestKeys.GRANT_TYPE,
          "goes with grantType: authorization_code only: no browser takes part");
    }
    return section.where(key -> !browser.contains(key));
  }

  /** A public client proves with PKCE alone that a code is its own. */
  private static void refuseUnprotectedCodes(Section section, Provider provider) {
    boolean isPublic =
        provider.authentication().method().filter(method -> method == AuthMethod.NONE).isPresent();
    if (isPublic && provider.authorization().pkce() == Pkce.OFF) {
      throw section.fault(
          AuthorizationKeys.PKCE.name(),
          "is off with tokenEndpointAuthMethod: none, so that nothing protects a stolen code:"
              + " use S256, or a client with a secret");
    }
  }
}
