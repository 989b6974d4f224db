// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** All behaviours that a script can name. docs/fake-provider.md lists the same, held by a test. */
final class BehaviourCatalogue {

  /**
   * A behaviour with a name.
   *
   * @param arguments their names
   */
  record Entry(String name, List<String> arguments, Function<Arguments, Behaviour> factory) {}

  private final Map<String, Entry> byName = new LinkedHashMap<>();

  BehaviourCatalogue() {
    whatEveryEndpointDoes();
    howTheAnswerTravels();
    dialectsOfTokenAnswers();
    lifetimesAndScopes();
    whatIsAskedOfClients();
    refreshTokens();
    redirects();
    revocations();
    proofs();
  }

  Collection<Entry> entries() {
    return byName.values();
  }

  /** The behaviour of that name with these arguments. */
  Behaviour behaviour(String name, JsonObject arguments) {
    Entry entry =
        Optional.ofNullable(byName.get(name))
            .orElseThrow(
                () ->
                    new ScriptException(
                        "There is no behaviour '" + name + "'. Known are " + known()));
    for (String given : arguments.fieldNames()) {
      if (!entry.arguments().contains(given)) {
        throw new ScriptException(
            "The behaviour '"
                + name
                + "' has no argument '"
                + given
                + "'. "
                + (entry.arguments().isEmpty()
                    ? "It has none"
                    : "Known are " + String.join(", ", entry.arguments())));
      }
    }
    try {
      return entry.factory().apply(new Arguments(name, arguments));
    } catch (IllegalArgumentException e) {
      throw new ScriptException("The behaviour '" + name + "' is refused: " + e.getMessage());
    }
  }

  private String known() {
    return String.join(", ", new TreeSet<>(byName.keySet()));
  }

  private void whatEveryEndpointDoes() {
    add("normal", a -> Behaviour.answerNormally());
    add("delay", a -> Behaviour.delay(a.milliseconds("milliseconds", 1_000)), "milliseconds");
    add("hang", a -> Behaviour.hang());
    add("error", a -> Behaviour.error(a.number("status", 400), a.text("error")), "error", "status");
    add(
        "status",
        a ->
            Behaviour.status(
                a.number("status", 500),
                Map.of("Content-Type", a.text("contentType", "text/plain")),
                a.text("body", "")),
        "status",
        "contentType",
        "body");
    add("html-page", a -> Troubles.htmlPage(a.number("status", 503)), "status");
    add("absent", a -> Troubles.absent());
    add("rate-limited", a -> Troubles.rateLimited(a.seconds("seconds", 5)), "seconds");
    add("rate-limited-until", a -> Troubles.rateLimitedUntil(a.seconds("seconds", 5)), "seconds");
    add(
        "redirect",
        a -> Troubles.redirect(a.number("status", 307), a.text("location")),
        "location",
        "status");
  }

  private void howTheAnswerTravels() {
    add("reset-before-processing", a -> Troubles.resetBeforeProcessing());
    add("reset-after-processing", a -> Behaviour.resetAfterProcessing());
    add("hang-after-processing", a -> Troubles.hangAfterProcessing());
    add("cut-off", a -> Troubles.cutOff());
    add(
        "slow-drip",
        a -> Troubles.slowDrip(a.number("bytes", 10), a.milliseconds("milliseconds", 500)),
        "bytes",
        "milliseconds");
    add("gzip", a -> Troubles.gzip());
    add("byte-order-mark", a -> Troubles.byteOrderMark());
    add("padded", a -> Troubles.padded(a.number("bytes", 1024 * 1024)), "bytes");
    add("empty-body", a -> Troubles.emptyBody());
    add("content-type", a -> Troubles.contentType(a.text("value")), "value");
    add("header", a -> Troubles.header(a.text("header"), a.text("value")), "header", "value");
    add("status-only", a -> Troubles.statusOnly(a.number("status", 200)), "status");
    add("clock-skew", a -> Troubles.clockSkew(a.seconds("seconds", 300)), "seconds");
  }

  private void dialectsOfTokenAnswers() {
    add("form-encoded", a -> TokenAnswers.formEncoded());
    add("error-with-200", a -> TokenAnswers.errorWith200(a.text("error")), "error");
    add("not-ok", a -> TokenAnswers.notOk(a.text("error")), "error");
    add("ok", a -> TokenAnswers.ok());
    add("nested", a -> TokenAnswers.nested(a.text("path")), "path");
    add("fields", a -> TokenAnswers.fields(a.values("values")), "values");
    add("renamed", a -> TokenAnswers.renamed(a.text("from"), a.text("to")), "from", "to");
    add("without", a -> TokenAnswers.without(a.text("field")), "field");
    add("token-type", a -> TokenAnswers.tokenType(a.text("value")), "value");
  }

  private void lifetimesAndScopes() {
    add("expires-in-text", a -> TokenAnswers.expiresInText());
    add("expires-in-milliseconds", a -> TokenAnswers.expiresInMilliseconds());
    add("expires-in-fraction", a -> TokenAnswers.expiresInFraction());
    add("expires-in-value", a -> TokenAnswers.expiresInValue(a.value("value")), "value");
    add("expires-at-seconds", a -> TokenAnswers.expiresAtSeconds());
    add("expires-at-milliseconds", a -> TokenAnswers.expiresAtMilliseconds());
    add("expires-at-iso", a -> TokenAnswers.expiresAtIso());
    add("lifetime", a -> Demands.lifetime(a.seconds("seconds", 300)), "seconds");
    add("scope-with-commas", a -> TokenAnswers.scopeWithCommas());
    add("scope-list", a -> TokenAnswers.scopeList());
    add("scope-granted", a -> TokenAnswers.scopeGranted(a.text("scope")), "scope");
  }

  private void whatIsAskedOfClients() {
    add("basic-only", a -> Demands.basicOnly());
    add("post-only", a -> Demands.postOnly());
    add("assertion-only", a -> Demands.assertionOnly());
    add("raw-basic", a -> Demands.rawBasic());
    add("wrongly-decoded-basic", a -> Demands.wronglyDecodedBasic());
    add("json-only", a -> Demands.jsonOnly());
    add(
        "parameter-named",
        a -> Demands.parameterNamed(a.text("parameter"), a.text("called")),
        "parameter",
        "called");
    add(
        "parameter-required",
        a -> Demands.parameterRequired(a.text("parameter"), a.text("value")),
        "parameter",
        "value");
    add(
        "header-required",
        a -> Demands.headerRequired(a.text("header"), a.text("value")),
        "header",
        "value");
  }

  private void refreshTokens() {
    add("reusable-refresh-token", a -> Demands.refreshTokens(RefreshTokenPolicy.reusable()));
    add(
        "one-time-refresh-token",
        a ->
            Demands.refreshTokens(
                new RefreshTokenPolicy(
                    true, a.flag("endsFamily", true), a.seconds("graceSeconds", 0))),
        "graceSeconds",
        "endsFamily");
    add(
        "early-refresh-refused",
        a -> Demands.earlyRefreshRefused(a.seconds("seconds", 30)),
        "seconds");
  }

  private void redirects() {
    add("access-denied", a -> Callbacks.accessDenied());
    add("callback-error", a -> Callbacks.error(a.text("error")), "error");
    add("duplicated-parameters", a -> Callbacks.duplicatedParameters());
    add(
        "wrong-issuer",
        a -> Callbacks.wrongIssuer(a.text("issuer", "https://another.example")),
        "issuer");
    add("without-issuer", a -> Callbacks.withoutIssuer());
    add("wrong-state", a -> Callbacks.wrongState());
    add("without-state", a -> Callbacks.withoutState());
    add("without-code", a -> Callbacks.withoutCode());
    add("unknown-code", a -> Callbacks.unknownCode());
    add("replayed-code", a -> Callbacks.replayedCode());
    add("extra-parameters", a -> Callbacks.extraParameters(a.texts("values")), "values");
    add("form-post", a -> Callbacks.formPost());
    add("double-hit", a -> Callbacks.doubleHit());
  }

  private void revocations() {
    add("only-refresh-tokens", a -> Demands.onlyRefreshTokens());
    add("only-access-tokens", a -> Demands.onlyAccessTokens());
    add("revoked-by-delete", a -> Demands.revokedByDelete());
    add("revoked-by-bearer", a -> Demands.revokedByBearer(a.text("method", "POST")), "method");
    add("revoked-by-path", a -> Demands.revokedByPath());
  }

  private void proofs() {
    add("proof-required", a -> Demands.proofRequired());
    add("proof-nonce-required", a -> Demands.proofNonceRequired());
    add("pushed-request-required", a -> Demands.pushedRequestRequired());
  }

  private void add(String name, Function<Arguments, Behaviour> factory, String... arguments) {
    byName.put(name, new Entry(name, List.of(arguments), factory));
  }
}
