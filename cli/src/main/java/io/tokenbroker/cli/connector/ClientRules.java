// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.AuthenticationKeys;
import io.tokenbroker.cli.provider.AuthorizationKeys;
import io.tokenbroker.cli.provider.RequestKeys;
import io.tokenbroker.cli.provider.RevocationKeys;
import io.tokenbroker.cli.yaml.FaultyFileException;
import io.tokenbroker.cli.yaml.Key;
import io.tokenbroker.cli.yaml.Section;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.GrantType;
import io.tokenbroker.event.Pkce;
import io.tokenbroker.event.RevocationStyle;

/** What has to go together of a client and what its provider wants. */
final class ClientRules {
  private static final String METHOD = AuthenticationKeys.METHOD.name();

  private final Section section;
  private final ConnectorSpec spec;
  private final Client client;
  private final AuthMethod method;

  /**
   * @param section the connector over its profile
   */
  ClientRules(Section section, ConnectorSpec spec) {
    this.section = section;
    this.spec = spec;
    this.client = spec.client();
    this.method = spec.authMethod();
  }

  /**
   * Checks them.
   *
   * @throws FaultyFileException if something does not
   */
  void check() {
    if (spec.provider().grantType() == GrantType.CLIENT_CREDENTIALS) {
      checkClientCredentials();
    }
    if (!spec.provider().needsBrowser() && section.has(ConnectorKeys.RETURN_ORIGINS.name())) {
      throw section.fault(
          ConnectorKeys.RETURN_ORIGINS.name(),
          "goes with grantType: authorization_code only: no browser takes part");
    }
    if (!spec.bindsPersons() && section.has(ConnectorKeys.BINDING.name())) {
      throw section.fault(
          ConnectorKeys.BINDING.name(),
          "goes with authMode: per-user and grantType: authorization_code only: no other grant is"
              + " a person's who came back in a browser");
    }
    checkCredentials();
    checkSuperfluous();
    if (spec.provider().authentication().method().isEmpty()) {
      AuthenticationKeys.check(section, method, spec.provider().authentication());
    }
    checkUse();
  }

  private void checkClientCredentials() {
    if (spec.authMode() != AuthMode.SHARED) {
      throw section.fault(
          RequestKeys.GRANT_TYPE.name(),
          "is client_credentials, which goes with authMode: shared only: no user takes part");
    }
    if (method == AuthMethod.NONE) {
      throw section.fault(
          ConnectorKeys.CLIENT_SECRET.name(),
          "is missing, grantType: client_credentials lives from it");
    }
  }

  private void checkCredentials() {
    if (method.usesSecret() && client.secrets().isEmpty()) {
      throw missing(ConnectorKeys.CLIENT_SECRET);
    }
    if (method.usesKey() && client.key().isEmpty()) {
      throw missing(ConnectorKeys.CLIENT_KEY);
    }
    if (method == AuthMethod.TLS_CLIENT_AUTH && client.certificate().isEmpty()) {
      throw missing(ConnectorKeys.CLIENT_CERTIFICATE);
    }
  }

  private FaultyFileException missing(Key<?> key) {
    return section.fault(
        METHOD,
        "is "
            + method.word()
            + ", but there is no "
            + key.name()
            + ": give it as { file: PATH } or { env: VARIABLE }"
            + (method.usesSecret() ? "; a public client has tokenEndpointAuthMethod: none" : ""));
  }

  private void checkSuperfluous() {
    if (!client.secrets().isEmpty() && !method.usesSecret()) {
      throw section.fault(METHOD, "is " + method.word() + ", but there is a clientSecret");
    }
    if (client.key().isPresent() && !method.usesKey()) {
      throw section.fault(
          ConnectorKeys.CLIENT_KEY.name(),
          "goes with private_key_jwt and tls_client_auth, not with " + method.word());
    }
    if (client.certificate().isPresent() && method != AuthMethod.TLS_CLIENT_AUTH) {
      throw section.fault(
          ConnectorKeys.CLIENT_CERTIFICATE.name(),
          "goes with tls_client_auth, not with " + method.word());
    }
  }

  private void checkUse() {
    if (spec.provider().revocation().style() == RevocationStyle.DELETE_BASIC
        && client.secrets().isEmpty()) {
      throw section.fault(
          RevocationKeys.STYLE.name(),
          "is delete-basic, which sends client id and secret, but there is no clientSecret");
    }
    if (method == AuthMethod.NONE
        && spec.provider().needsBrowser()
        && spec.provider().authorization().pkce() == Pkce.OFF) {
      throw section.fault(
          AuthorizationKeys.PKCE.name(),
          "is off for a client without a secret, so that nothing protects a stolen code: use"
              + " S256, or a client with a secret");
    }
  }
}
