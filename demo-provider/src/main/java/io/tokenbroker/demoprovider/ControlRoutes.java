// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Scripts over HTTP, and what was seen, for whoever develops against the provider. Answers this
 * machine only, by a loopback name (against DNS rebinding), and takes JSON only, which no other
 * site's form can send.
 */
final class ControlRoutes {

  private static final Set<String> LOOPBACK_NAMES =
      Set.of("localhost", "127.0.0.1", "::1", "[::1]");

  /** Fields whose values may be told: none of them is a secret, nor ever holds one. */
  private static final Set<String> TOLD =
      Set.of(
          "grant_type",
          "client_id",
          "redirect_uri",
          "scope",
          "response_type",
          "response_mode",
          "code_challenge_method",
          "token_type_hint",
          "subject_token_type",
          "requested_token_type",
          "client_assertion_type",
          "resource",
          "audience",
          "content-type",
          "accept",
          "user-agent",
          "host",
          "content-length");

  private final Scripts scripts;
  private final Observations observations;
  private final ScriptDocument document = new ScriptDocument();

  ControlRoutes(Scripts scripts, Observations observations) {
    this.scripts = scripts;
    this.observations = observations;
  }

  void addTo(Router router) {
    router.route(ProviderUris.SCRIPT).handler(ControlRoutes::refuseStrangers);
    router.route(ProviderUris.REQUESTS).handler(ControlRoutes::refuseStrangers);
    router.post(ProviderUris.SCRIPT).handler(context -> append(context).sendTo(context.response()));
    router
        .delete(ProviderUris.SCRIPT)
        .handler(
            context -> {
              scripts.clear();
              done().sendTo(context.response());
            });
    router
        .get(ProviderUris.REQUESTS)
        .handler(context -> Answer.json(200, requests()).sendTo(context.response()));
    router
        .delete(ProviderUris.REQUESTS)
        .handler(
            context -> {
              observations.forgetRequests();
              done().sendTo(context.response());
            });
  }

  private Answer append(RoutingContext context) {
    if (!Parameters.isJson(context)) {
      return refused(415, "A script has to be sent as application/json");
    }
    List<ScriptDocument.Step> steps;
    try {
      steps = document.read(context.body().asString() == null ? "" : context.body().asString());
      for (ScriptDocument.Step step : steps) {
        scripts.of(step.endpoint()).append(step.match(), step.behaviour(), step.times());
      }
    } catch (ScriptException | IllegalStateException e) {
      return refused(400, String.valueOf(e.getMessage()));
    }
    return Answer.json(200, new JsonObject().put("steps", steps.size()));
  }

  private JsonObject requests() {
    JsonArray list = new JsonArray();
    observations.requests().forEach(request -> list.add(json(request)));
    return new JsonObject().put("requests", list);
  }

  private static JsonObject json(RecordedRequest request) {
    JsonObject json =
        new JsonObject()
            .put("method", request.method())
            .put("path", request.path())
            .put("receivedAt", request.receivedAt().toString())
            .put("headers", told(request.headers()))
            .put("fields", told(firsts(request)));
    request.clientId().ifPresent(client -> json.put("clientId", client));
    request.credential().ifPresent(hash -> json.put("credentialSha256", hash.base64Url()));
    request.status().ifPresent(status -> json.put("status", status));
    return json;
  }

  private static Map<String, String> firsts(RecordedRequest request) {
    Map<String, String> firsts = new TreeMap<>();
    request.fields().forEach((name, values) -> firsts.put(name, String.join(" | ", values)));
    return firsts;
  }

  /** Of the rest the length, which tells an empty one from one that was there. */
  private static JsonObject told(Map<String, String> values) {
    JsonObject told = new JsonObject();
    new TreeMap<>(values)
        .forEach(
            (name, value) ->
                told.put(
                    name, TOLD.contains(name) ? value : "(" + value.length() + " characters)"));
    return told;
  }

  private static void refuseStrangers(RoutingContext context) {
    String host =
        Optional.ofNullable(context.request().authority()).map(it -> it.host()).orElse("");
    if (isLoopback(context.request().remoteAddress().hostAddress())
        && LOOPBACK_NAMES.contains(host)) {
      context.next();
    } else {
      refused(403, "Scripts are taken from this machine only, at 127.0.0.1 or localhost")
          .sendTo(context.response());
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static Answer done() {
    return new Answer(204, Map.of("Cache-Control", "no-store"), "");
  }

  private static Answer refused(int status, String description) {
    return Answer.error(status, new OAuthError("invalid_script", description));
  }
}
