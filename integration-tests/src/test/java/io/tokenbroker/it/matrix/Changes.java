// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it.matrix;

import io.tokenbroker.cli.connector.Client;
import io.tokenbroker.cli.connector.SecretReference;
import io.tokenbroker.cli.provider.AuthMethod;
import io.tokenbroker.cli.provider.AuthorizationRequests;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.Provider;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.cli.provider.Requests;
import io.tokenbroker.cli.provider.Responses;
import io.tokenbroker.cli.provider.Revocation;
import io.tokenbroker.event.BasicCredentialsEncoding;
import io.tokenbroker.event.LifetimeUnit;
import io.tokenbroker.event.ProofOfPossession;
import io.tokenbroker.event.RequestFormat;
import io.tokenbroker.event.RevocationScope;
import io.tokenbroker.event.RevocationStyle;
import io.tokenbroker.event.RevocationTokens;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Connector keys, as changes of a provider that follows the specifications. */
final class Changes {
  private Changes() {}

  /** requestHeaders: one more. */
  static Requests header(Requests requests, String rowName) {
    Map<String, String> headers = new HashMap<>(requests.headers());
    headers.put(FurtherFacts.HEADER, rowName);
    return new Requests(
        requests.tokenParameters(),
        requests.refreshParameters(),
        headers,
        requests.format(),
        requests.parameterNames(),
        requests.perMinute(),
        requests.proofOfPossession(),
        requests.subjectTokenType());
  }

  /** requestFormat: json. */
  static UnaryOperator<Provider> json() {
    return requests(RequestFormat.JSON, Map.of(), Optional.empty());
  }

  /** parameterNames. */
  static UnaryOperator<Provider> named(Map<String, String> names) {
    return requests(RequestFormat.FORM, names, Optional.empty());
  }

  /** subjectTokenType: JWT. */
  static UnaryOperator<Provider> jwtsExchanged() {
    return requests(
        RequestFormat.FORM, Map.of(), Optional.of("urn:ietf:params:oauth:token-type:jwt"));
  }

  private static UnaryOperator<Provider> requests(
      RequestFormat format, Map<String, String> names, Optional<String> subjectTokenType) {
    return provider ->
        provider.withRequests(
            new Requests(
                Map.of(),
                Map.of(),
                Map.of(),
                format,
                names,
                Optional.empty(),
                ProofOfPossession.NONE,
                subjectTokenType));
  }

  /** proofOfPossession: dpop. */
  static Provider bound(Provider provider) {
    return provider.withRequests(provider.requests().withProofOfPossession(ProofOfPossession.DPOP));
  }

  /** responseFields. */
  static UnaryOperator<Provider> fields(Map<String, String> paths) {
    return responses(new Responses(paths, Optional.empty(), Map.of(), Map.of()));
  }

  /** responseAttributes. */
  static UnaryOperator<Provider> attributes(Map<String, String> paths) {
    return responses(new Responses(Map.of(), Optional.empty(), paths, Map.of()));
  }

  /** errorClasses. */
  static UnaryOperator<Provider> errorClass(String code, String errorClass) {
    return responses(new Responses(Map.of(), Optional.empty(), Map.of(), Map.of(code, errorClass)));
  }

  /** successField and successValue, with a class for an error and where errors stand. */
  static UnaryOperator<Provider> success(
      String field, String value, Map<String, String> paths, Map<String, String> errorClasses) {
    return responses(
        new Responses(
            paths, Optional.of(new Responses.Success(field, value)), Map.of(), errorClasses));
  }

  private static UnaryOperator<Provider> responses(Responses responses) {
    return provider -> provider.withResponses(responses);
  }

  /** tokenEndpointAuthMethod. */
  static UnaryOperator<Provider> method(AuthMethod method) {
    return provider ->
        provider.withAuthentication(ClientAuthentication.DEFAULTS.withMethod(method));
  }

  /** basicCredentialsEncoding: none. */
  static Provider rawBasic(Provider provider) {
    return provider.withAuthentication(
        new ClientAuthentication(
            Optional.of(AuthMethod.CLIENT_SECRET_BASIC),
            BasicCredentialsEncoding.NONE,
            Optional.empty(),
            Optional.empty()));
  }

  /** expiresInUnit: milliseconds. */
  static Provider milliseconds(Provider provider) {
    RefreshProfile is = provider.refresh();
    return provider.withRefresh(
        new RefreshProfile(
            is.policy(),
            is.defaultLifetime(),
            is.margin(),
            is.earlyRefused(),
            LifetimeUnit.MILLISECONDS,
            is.refreshTokenLifetime(),
            is.grantLifetime(),
            is.reauthorizationNotice(),
            is.replay(),
            is.replayGrace()));
  }

  /** revocationStyle and revocationTokens. */
  static UnaryOperator<Provider> revocation(RevocationStyle style, RevocationTokens tokens) {
    return provider ->
        provider.withRevocation(
            new Revocation(
                provider
                    .revocation()
                    .endpoint()
                    .map(at -> style == RevocationStyle.DELETE_PATH ? at + "/{token}" : at),
                style,
                tokens,
                RevocationScope.TOKEN));
  }

  /** responseMode. */
  static Provider formPost(Provider provider) {
    return authorization(provider, Optional.of("form_post"), List.of());
  }

  /** callbackParameters. */
  static UnaryOperator<Provider> callbackParameters(String... names) {
    return provider -> authorization(provider, Optional.empty(), List.of(names));
  }

  private static Provider authorization(
      Provider provider, Optional<String> responseMode, List<String> callbackParameters) {
    return provider.withAuthorization(
        new AuthorizationRequests(
            AuthorizationRequests.DEFAULTS.pkce(), responseMode, Map.of(), callbackParameters));
  }

  /** pushedAuthorizationRequestEndpoint. */
  static Provider pushed(Provider provider) {
    ProviderEndpoints at = provider.endpoints();
    return provider.withEndpoints(at.withPushedAuthorizationRequest(beside(at, "/par")));
  }

  /** deviceAuthorizationEndpoint. */
  static Provider device(Provider provider) {
    ProviderEndpoints at = provider.endpoints();
    return provider.withEndpoints(at.withDeviceAuthorization(beside(at, "/device_authorization")));
  }

  private static URI beside(ProviderEndpoints endpoints, String path) {
    return endpoints.token().orElseThrow().resolve(path);
  }

  /** clientSecret: these, in order. */
  static UnaryOperator<Client> secrets(String... secrets) {
    return client ->
        new Client(
            client.id(),
            Stream.of(secrets).map(Changes::given).toList(),
            client.key(),
            client.certificate());
  }

  /** clientKey instead of a secret. */
  static UnaryOperator<Client> key(String jwk) {
    return client -> new Client(client.id(), List.of(), Optional.of(given(jwk)), Optional.empty());
  }

  private static SecretReference given(String secret) {
    return new SecretReference.Given(Secret.of(secret));
  }
}
