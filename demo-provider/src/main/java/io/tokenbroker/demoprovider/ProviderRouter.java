// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** All routes of the provider, and the parts behind them, in one place. */
final class ProviderRouter {

  private static final long MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_UNDECIDED = 10_000;
  private static final int MAX_CODES = 10_000;
  private static final Duration CONSENT_TIMEOUT = Duration.ofMinutes(10);

  /** RFC 6749 section 4.1.2 recommends ten minutes at most. */
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final DemoProviderSettings settings;
  private final Observations observations;
  private final Supplier<ProviderUris> uris;

  ProviderRouter(
      Vertx vertx,
      DemoProviderSettings settings,
      Observations observations,
      Supplier<ProviderUris> uris) {
    this.vertx = vertx;
    this.settings = settings;
    this.observations = observations;
    this.uris = uris;
  }

  Router router(Optional<GrantFile> file, Script tokenScript, Script revocationScript) {
    Clients clients = new Clients(settings.clients());
    TokenIssuer issuer = new TokenIssuer(observations);
    Grants grants = new Grants(file);
    OneTimeStore<IssuedCode> codes = new OneTimeStore<>(MAX_CODES, CODE_LIFETIME, settings.clock());
    Pages pages = new Pages(settings.accounts());
    AuthorizationEndpoint authorization =
        new AuthorizationEndpoint(
            settings,
            clients,
            new OneTimeStore<>(MAX_UNDECIDED, CONSENT_TIMEOUT, settings.clock()),
            codes,
            issuer,
            pages,
            uris);
    TokenEndpoint token = new TokenEndpoint(settings, clients, codes, grants, issuer, observations);
    RevocationEndpoint revocation =
        new RevocationEndpoint(clients, grants, observations, settings.clock());
    UserinfoEndpoint userinfo = new UserinfoEndpoint(grants, settings.clock());

    Router router = Router.router(vertx);
    router.route().handler(forms()).handler(new RequestLog(observations, settings.clock()));
    router.get("/").handler(context -> pages.home().sendTo(context.response()));
    router
        .get(ProviderUris.STYLESHEET)
        .handler(context -> pages.stylesheet().sendTo(context.response()));
    router
        .get(ProviderUris.METADATA)
        .handler(context -> Answer.json(200, metadata()).sendTo(context.response()));
    router.get(ProviderUris.AUTHORIZATION).handler(authorization::ask);
    router.post(ProviderUris.AUTHORIZATION).handler(authorization::decide);
    router
        .post(ProviderUris.TOKEN)
        .handler(this::countArrival)
        .handler(new ScriptedEndpoint(vertx, settings, tokenScript, observations, token::answer));
    router
        .post(ProviderUris.REVOCATION)
        .handler(
            new ScriptedEndpoint(
                vertx, settings, revocationScript, observations, revocation::answer));
    router
        .get(ProviderUris.USERINFO)
        .handler(
            new ScriptedEndpoint(vertx, settings, new Script(), observations, userinfo::answer));
    return router;
  }

  private void countArrival(RoutingContext context) {
    RequestLog.of(context).knownGrantType().ifPresent(observations::tokenRequestArrived);
    context.next();
  }

  private static BodyHandler forms() {
    return BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES).setMergeFormAttributes(false);
  }

  /** RFC 8414 section 2. */
  private JsonObject metadata() {
    ProviderUris at = uris.get();
    JsonArray clientAuthentication =
        new JsonArray().add("client_secret_basic").add("client_secret_post");
    return new JsonObject()
        .put("issuer", at.issuer().toString())
        .put("authorization_endpoint", at.at(ProviderUris.AUTHORIZATION).toString())
        .put("token_endpoint", at.at(ProviderUris.TOKEN).toString())
        .put("revocation_endpoint", at.at(ProviderUris.REVOCATION).toString())
        .put("userinfo_endpoint", at.at(ProviderUris.USERINFO).toString())
        .put("response_types_supported", new JsonArray().add("code"))
        .put("response_modes_supported", new JsonArray().add("query"))
        .put("grant_types_supported", new JsonArray(GrantType.parameters()))
        .put("code_challenge_methods_supported", new JsonArray().add("S256"))
        .put("token_endpoint_auth_methods_supported", clientAuthentication)
        .put("revocation_endpoint_auth_methods_supported", clientAuthentication.copy())
        .put("authorization_response_iss_parameter_supported", true);
  }
}
