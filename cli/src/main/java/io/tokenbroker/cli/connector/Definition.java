// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.cli.connector;

import io.tokenbroker.cli.provider.AuthorizationRequests;
import io.tokenbroker.cli.provider.ClientAuthentication;
import io.tokenbroker.cli.provider.ProfileName;
import io.tokenbroker.cli.provider.ProviderEndpoints;
import io.tokenbroker.cli.provider.RefreshProfile;
import io.tokenbroker.cli.provider.Requests;
import io.tokenbroker.cli.provider.Responses;
import io.tokenbroker.cli.provider.Revocation;
import io.tokenbroker.cli.provider.Scopes;
import io.tokenbroker.event.ConnectorDefined;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a connector as the schema has it, without what is sealed and without who applied it. */
final class Definition {
  /** The schema's authorization endpoint of a connector that has none. */
  private static final String NO_BROWSER = "";

  private final Map<String, String> environment;

  Definition(Map<String, String> environment) {
    this.environment = environment;
  }

  ConnectorDefined.Builder of(ConnectorSpec spec, long revision) {
    ConnectorDefined.Builder builder =
        ConnectorDefined.newBuilder()
            .setTenant(spec.id().tenant())
            .setConnector(spec.id().connector())
            .setRevision(revision)
            .setAuthMode(spec.authMode())
            .setGrantType(spec.provider().grantType())
            .setProvider(spec.provider().profile().map(ProfileName::name).orElse(null))
            .setClientId(spec.client().id())
            .setTokenEndpointAuthMethod(spec.authMethod().word())
            .setClientCertificate(
                spec.client()
                    .certificate()
                    .map(source -> CertificateChain.read(source, environment))
                    .orElse(null))
            .setAllowedReturnOrigins(spec.allowedReturnOrigins())
            .setAccountChangeAllowed(spec.accountChangeAllowed())
            .setBinding(spec.binding())
            .setDisplayName(spec.displayName().orElse(null));
    endpoints(builder, spec.provider().endpoints());
    authentication(builder, spec.provider().authentication());
    scopes(builder, spec.provider().scopes());
    authorization(builder, spec.provider().authorization());
    requests(builder, spec.provider().requests());
    responses(builder, spec.provider().responses());
    refresh(builder, spec.provider().refresh());
    revocation(builder, spec.provider().revocation());
    return builder;
  }

  private static void endpoints(ConnectorDefined.Builder builder, ProviderEndpoints endpoints) {
    builder
        .setIssuer(endpoints.issuer().orElse(null))
        .setAuthorizationEndpoint(endpoints.authorization().map(URI::toString).orElse(NO_BROWSER))
        .setTokenEndpoint(endpoints.token().orElseThrow().toString())
        .setRefreshEndpoint(text(endpoints.refresh()))
        .setPushedAuthorizationRequestEndpoint(
            text(
                endpoints
                    .pushedAuthorizationRequest()
                    .filter(
                        endpoint ->
                            endpoints.pushedRequests() != ProviderEndpoints.PushedRequests.OFF)))
        .setDeviceAuthorizationEndpoint(text(endpoints.deviceAuthorization()));
  }

  private static void authentication(
      ConnectorDefined.Builder builder, ClientAuthentication authentication) {
    builder
        .setBasicCredentialsEncoding(authentication.basicEncoding())
        .setClientAssertionAlgorithm(authentication.assertionAlgorithm().orElse(null))
        .setClientAssertionAudience(authentication.assertionAudience().orElse(null));
  }

  private static void scopes(ConnectorDefined.Builder builder, Scopes scopes) {
    builder
        .setScopes(scopes.byDefault())
        .setRequiredScopes(scopes.required())
        .setScopeSeparator(scopes.separator())
        .setResources(scopes.resources());
  }

  private static void authorization(
      ConnectorDefined.Builder builder, AuthorizationRequests authorization) {
    builder
        .setPkce(authorization.pkce())
        .setResponseMode(authorization.responseMode().orElse(null))
        .setAuthorizationParameters(authorization.parameters())
        .setCallbackParameters(authorization.callbackParameters());
  }

  private static void requests(ConnectorDefined.Builder builder, Requests requests) {
    builder
        .setTokenParameters(requests.tokenParameters())
        .setRefreshParameters(requests.refreshParameters())
        .setRequestHeaders(requests.headers())
        .setRequestFormat(requests.format())
        .setParameterNames(requests.parameterNames())
        .setRequestsPerMinute(requests.perMinute().orElse(null))
        .setProofOfPossession(requests.proofOfPossession())
        .setSubjectTokenType(requests.subjectTokenType().orElse(null));
  }

  private static void responses(ConnectorDefined.Builder builder, Responses responses) {
    builder
        .setResponseFields(responses.fields())
        .setSuccessField(responses.success().map(Responses.Success::field).orElse(null))
        .setSuccessValue(responses.success().map(Responses.Success::value).orElse(null))
        .setResponseAttributes(responses.attributes())
        .setErrorClasses(responses.errorClasses());
  }

  private static void refresh(ConnectorDefined.Builder builder, RefreshProfile refresh) {
    builder
        .setRefreshPolicy(refresh.policy())
        .setDefaultLifetimeSeconds(seconds(refresh.defaultLifetime()))
        .setRefreshMarginSeconds(seconds(refresh.margin()))
        .setEarlyRefreshRefused(refresh.earlyRefused())
        .setExpiresInUnit(refresh.expiresInUnit())
        .setRefreshTokenLifetimeSeconds(seconds(refresh.refreshTokenLifetime()))
        .setGrantLifetimeSeconds(seconds(refresh.grantLifetime()))
        .setReauthorizationNoticeSeconds(seconds(refresh.reauthorizationNotice()))
        .setRefreshReplay(refresh.replay())
        .setRefreshReplayGraceSeconds(seconds(refresh.replayGrace()));
  }

  private static void revocation(ConnectorDefined.Builder builder, Revocation revocation) {
    builder
        .setRevocationEndpoint(revocation.endpoint().orElse(null))
        .setRevocationStyle(revocation.style())
        .setRevocationTokens(revocation.tokens())
        .setRevocationScope(revocation.scope());
  }

  private static @Nullable String text(Optional<URI> endpoint) {
    return endpoint.map(URI::toString).orElse(null);
  }

  private static @Nullable Long seconds(Optional<Duration> duration) {
    return duration.map(Duration::toSeconds).orElse(null);
  }
}
