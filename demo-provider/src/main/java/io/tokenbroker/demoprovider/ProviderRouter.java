// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
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
  private final Scripts scripts;
  private final Observations observations;
  private final Supplier<ProviderUris> uris;

  ProviderRouter(
      Vertx vertx,
      DemoProviderSettings settings,
      Scripts scripts,
      Observations observations,
      Supplier<ProviderUris> uris) {
    this.vertx = vertx;
    this.settings = settings;
    this.scripts = scripts;
    this.observations = observations;
    this.uris = uris;
  }

  Router router(Optional<GrantFile> file) {
    TokenIssuer issuer = new TokenIssuer(observations);
    Clients clients = new Clients(settings.clients(), new ClientAssertions(settings.clock(), uris));
    Grants grants = new Grants(file);
    OneTimeStore<IssuedCode> codes = new OneTimeStore<>(MAX_CODES, CODE_LIFETIME, settings.clock());
    Pages pages = new Pages(settings.accounts());
    PushedRequests pushed = new PushedRequests(settings, clients, issuer);
    AuthorizationEndpoint authorization =
        new AuthorizationEndpoint(
            settings,
            clients,
            new OneTimeStore<>(MAX_UNDECIDED, CONSENT_TIMEOUT, settings.clock()),
            codes,
            pushed,
            issuer,
            pages,
            uris);
    Issuance issuance = new Issuance(grants, issuer);
    DeviceFlow devices = new DeviceFlow(settings, clients, issuer, issuance, pages, uris);
    Proofs proofs = new Proofs(settings.clock(), uris, issuer);
    TokenEndpoint token =
        new TokenEndpoint(
            settings,
            clients,
            proofs,
            codes,
            grants,
            issuance,
            devices,
            new SubjectTokens(settings, grants, issuance, issuer),
            observations);
    RevocationEndpoint revocation =
        new RevocationEndpoint(clients, grants, observations, settings.clock());
    UserinfoEndpoint userinfo = new UserinfoEndpoint(grants, proofs, settings.clock());

    Router router = Router.router(vertx);
    router.route().handler(forms());
    if (settings.control()) {
      new ControlRoutes(scripts, observations).addTo(router);
    }
    RequestLog requestLog = new RequestLog(observations, settings);
    router
        .delete(ProviderUris.REVOCATION + "/:" + ProviderUris.TOKEN_IN_PATH)
        .handler(requestLog)
        .handler(scripted(Endpoint.REVOCATION, revocation::answer));
    router.route().handler(requestLog);
    router.get("/").handler(context -> pages.home().sendTo(context.response()));
    router
        .get(ProviderUris.STYLESHEET)
        .handler(context -> pages.stylesheet().sendTo(context.response()));
    router
        .get(ProviderUris.METADATA)
        .handler(
            scripted(
                Endpoint.METADATA,
                request -> Answer.json(200, new Metadata(uris.get(), settings).json())));
    router
        .get(ProviderUris.AUTHORIZATION)
        .handler(scripted(Endpoint.AUTHORIZATION, authorization::ask));
    router
        .post(ProviderUris.AUTHORIZATION)
        .handler(context -> nameClient(context, authorization))
        .handler(scripted(Endpoint.CALLBACK, authorization::decide));
    router
        .post(ProviderUris.PUSHED_AUTHORIZATION)
        .handler(scripted(Endpoint.PUSHED_AUTHORIZATION, pushed::push));
    router
        .post(ProviderUris.DEVICE_AUTHORIZATION)
        .handler(scripted(Endpoint.DEVICE_AUTHORIZATION, devices::start));
    router.get(ProviderUris.DEVICE).handler(page(devices::page));
    router.post(ProviderUris.DEVICE).handler(page(devices::decide));
    router
        .post(ProviderUris.TOKEN)
        .handler(this::countArrival)
        .handler(scripted(Endpoint.TOKEN, token::answer));
    router
        .route(ProviderUris.REVOCATION)
        .handler(scripted(Endpoint.REVOCATION, revocation::answer));
    router.get(ProviderUris.USERINFO).handler(scripted(Endpoint.USERINFO, userinfo::answer));
    return router;
  }

  private ScriptedEndpoint scripted(
      Endpoint endpoint, Function<EndpointRequest, Answer> processing) {
    return new ScriptedEndpoint(vertx, settings, scripts.of(endpoint), observations, processing);
  }

  private Handler<RoutingContext> page(Function<EndpointRequest, Answer> processing) {
    return context ->
        processing
            .apply(EndpointRequest.of(context, Terms.of(settings)))
            .sendTo(context.response());
  }

  /** A decision's form names no client, but scripts may be for one. */
  private static void nameClient(RoutingContext context, AuthorizationEndpoint authorization) {
    authorization
        .clientOf(Parameters.of(context))
        .ifPresent(client -> RequestLog.nameClient(context, client));
    context.next();
  }

  private void countArrival(RoutingContext context) {
    RequestLog.of(context).knownGrantType().ifPresent(observations::tokenRequestArrived);
    context.next();
  }

  private static BodyHandler forms() {
    return BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES).setMergeFormAttributes(false);
  }
}
