// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway;

import io.tokenbroker.gateway.access.AccessSettings;
import io.tokenbroker.gateway.access.ApiKey;
import io.tokenbroker.gateway.access.ApiKeyFile;
import io.tokenbroker.gateway.access.ApiKeyFileException;
import io.tokenbroker.gateway.access.JwtSettings;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.http.Deadlines;
import io.tokenbroker.gateway.http.HttpSettings;
import io.tokenbroker.gateway.http.TlsFiles;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.limit.LimitSettings.PerMinute;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.session.LoginSettings;
import io.tokenbroker.gateway.session.PersonClaims;
import io.tokenbroker.gateway.session.Session.SharedGrants;
import io.tokenbroker.gateway.session.SessionSettings;
import io.tokenbroker.process.config.ConfiguredProcess;
import io.tokenbroker.process.config.fault.Assembly;
import io.tokenbroker.process.settings.EdgeConfig;
import io.tokenbroker.process.settings.GatewayConfig;
import io.tokenbroker.process.settings.JwtConfig;
import io.tokenbroker.process.settings.LimitConfig;
import io.tokenbroker.process.settings.LinkConfig;
import io.tokenbroker.process.settings.LoginConfig;
import io.tokenbroker.process.settings.Models;
import io.tokenbroker.process.settings.SharedSettings;
import io.tokenbroker.process.settings.TlsConfig;
import io.tokenbroker.registry.RegistrySettings;
import io.tokenbroker.secrets.KeysetFolder;
import io.tokenbroker.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the gateway's settings of its configuration. */
final class GatewayConfiguration {
  static final ConfiguredProcess<GatewayConfig, GatewaySettings> PROCESS =
      new ConfiguredProcess<>(
          "Callback gateway of Token broker.",
          GatewayConfig.class,
          Models.all(),
          GatewayConfiguration::settings,
          GatewayConfiguration::inspect);

  private GatewayConfiguration() {}

  /**
   * Makes them.
   *
   * @throws io.tokenbroker.process.config.fault.ConfigurationException with all that can't be
   */
  static GatewaySettings settings(GatewayConfig config) {
    Assembly assembly = new Assembly();
    Optional<HttpSettings> http =
        assembly.part(
            "tokenbroker.http, tokenbroker.tls, tokenbroker.public-url,"
                + " tokenbroker.trusted-proxies",
            () -> http(config));
    Optional<Topics> topics =
        assembly.part(
            "tokenbroker.topic-prefix (TOKENBROKER_TOPIC_PREFIX)",
            () -> SharedSettings.topics(config.cluster()));
    Optional<KeysetFolder> keysets =
        assembly.part(
            "tokenbroker.keysets (TOKENBROKER_KEYSETS)",
            () -> SharedSettings.keysets(config.cluster()));
    Optional<AccessSettings> access =
        assembly.part("tokenbroker.jwt (TOKENBROKER_JWT_...)", () -> access(config));
    Optional<SessionSettings> sessions =
        assembly.part("tokenbroker.login (TOKENBROKER_LOGIN_...)", () -> sessions(config));
    Optional<Optional<RegistrySettings>> registry =
        assembly.part(
            "tokenbroker.schema-registry", () -> SharedSettings.registry(config.schemaRegistry()));
    assembly.part(
        "tokenbroker.tracing.endpoint (TOKENBROKER_TRACING_ENDPOINT)",
        () -> SharedSettings.tracing(config.tracing()));
    assembly.check();
    return new GatewaySettings(
        http.orElseThrow(),
        SharedSettings.kafka(config.cluster()),
        topics.orElseThrow(),
        keysets.orElseThrow(),
        access.orElseThrow(),
        flow(config.edge(), config.link()),
        sessions.orElseThrow(),
        limits(config.limit()),
        registry.orElseThrow());
  }

  /** Opens the files that a start would open. */
  private static void inspect(GatewaySettings settings) {
    Assembly assembly = new Assembly();
    assembly.part(
        "tokenbroker.keysets (TOKENBROKER_KEYSETS)", () -> GatewayKeys.from(settings.keysets()));
    settings
        .access()
        .apiKeys()
        .ifPresent(
            file ->
                assembly.part("tokenbroker.api-keys (TOKENBROKER_API_KEYS)", () -> apiKeys(file)));
    settings
        .http()
        .tls()
        .ifPresent(
            files -> assembly.part("tokenbroker.tls (TOKENBROKER_TLS_...)", () -> checked(files)));
    SharedSettings.inspect(settings.schemaRegistry(), assembly);
    assembly.check();
  }

  private static List<ApiKey> apiKeys(Path file) {
    try {
      return new ApiKeyFile(file).read();
    } catch (ApiKeyFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static TlsFiles checked(TlsFiles files) {
    files.check();
    return files;
  }

  private static HttpSettings http(GatewayConfig config) {
    EdgeConfig edge = config.edge();
    return new HttpSettings(
        config.http().host(),
        config.http().port(),
        edge.publicUrl(),
        tls(config.tls()),
        config.http().hosts().orElse(List.of()),
        edge.trustedProxies().orElse(List.of()),
        edge.maxConnections(),
        Deadlines.DEFAULT,
        edge.accessLog() == EdgeConfig.Switch.ON);
  }

  private static Optional<TlsFiles> tls(TlsConfig config) {
    return config
        .certificate()
        .map(certificate -> new TlsFiles(certificate, config.key().orElseThrow()));
  }

  private static AccessSettings access(GatewayConfig config) {
    JwtConfig jwt = config.jwt();
    return new AccessSettings(
        config.edge().apiKeys(), jwt.issuer().map(issuer -> jwt(jwt, issuer)));
  }

  private static JwtSettings jwt(JwtConfig config, String issuer) {
    return new JwtSettings(
        issuer,
        config.audience().orElseThrow(),
        config.jwksUrl(),
        Set.copyOf(config.algorithms()),
        new JwtSettings.Tenant(config.tenant(), config.tenantClaim()),
        config.userClaim(),
        config.scopeClaim(),
        config.scopePrefix().orElse(""));
  }

  private static SessionSettings sessions(GatewayConfig config) {
    LoginConfig login = config.login();
    return new SessionSettings(
        login.session(),
        config.link().session(),
        config.edge().sessionsEndedBefore(),
        login.issuer().map(issuer -> login(login, issuer)));
  }

  private static LoginSettings login(LoginConfig config, URI issuer) {
    return new LoginSettings(
        issuer,
        config.clientId().orElseThrow(),
        config.clientSecret(),
        List.of(config.scopes().split("[\\s,]+")),
        new PersonClaims(
            new PersonClaims.Tenant(config.tenant(), config.tenantClaim()),
            config.userClaim(),
            config.nameClaim(),
            new PersonClaims.Shared(
                SharedGrants.valueOf(config.shared().name()),
                config.sharedClaim(),
                config.sharedSeenBy().map(Set::copyOf).orElse(Set.of()),
                config.sharedManagedBy().map(Set::copyOf).orElse(Set.of()))));
  }

  private static FlowSettings flow(EdgeConfig edge, LinkConfig link) {
    return new FlowSettings(
        edge.outcomeWait(), link.lifetime(), link.binding() == LinkConfig.Binding.ALLOWED);
  }

  private static LimitSettings limits(LimitConfig config) {
    return new LimitSettings(
        new PerMinute(config.startPerAddress(), config.startPerTenant(), config.startPerUser()),
        new PerMinute(
            config.callbackPerAddress(), config.callbackPerTenant(), config.callbackPerUser()),
        new PerMinute(
            config.disconnectPerAddress(),
            config.disconnectPerTenant(),
            config.disconnectPerUser()),
        new PerMinute(
            config.describePerAddress(), config.describePerTenant(), config.describePerUser()),
        config.failuresPerAddress(),
        config.pendingPerUser(),
        config.pendingPerTenant(),
        config.pending());
  }
}
