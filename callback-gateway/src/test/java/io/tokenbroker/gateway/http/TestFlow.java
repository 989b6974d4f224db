// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationRejected;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.secrets.SealedField;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alice's way through the connector crm. */
final class TestFlow {
  static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");

  /** It has the form of a state, and is nobody's. */
  static final String STRANGE_STATE = "x".repeat(43) + "." + "x".repeat(43);

  static final Instant CONFIRM_BY = TestGateway.START.plusSeconds(600);

  private final TestGateway gateway;
  final TestBrowser browser = new TestBrowser();

  TestFlow(TestGateway gateway) {
    this.gateway = gateway;
  }

  /** Asks for a link, whatever comes of it. */
  HttpResponse<String> ask(String moreFields) {
    return ask(gateway.acmeKey, "{\"user\":\"alice\"" + moreFields + "}");
  }

  /** The same for anybody and anything. */
  HttpResponse<String> ask(String apiKey, String body) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/connectors/crm/authorizations"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + apiKey)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** A link that can be opened. */
  URI link(String moreFields) {
    HttpResponse<String> response = ask(moreFields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return URI.create(new JsonObject(response.body()).getString("connectUrl"));
  }

  /** Opens a new link and presses its button; gives the parameters that the provider gets. */
  Map<String, List<String>> open(String moreFields) {
    return open(browser, link(moreFields));
  }

  /** The same with a link in any browser. */
  static Map<String, List<String>> open(TestBrowser browser, URI link) {
    return TestBrowser.parameters(TestForm.next(browser.connect(link)).getRawQuery());
  }

  /** Opens a new link and presses its button; gives the state. */
  String state(String moreFields) {
    return state(browser, link(moreFields));
  }

  static String state(TestBrowser browser, URI link) {
    return open(browser, link).getOrDefault("state", List.of()).get(0);
  }

  URI callback(String query) {
    return gateway.url("/oauth/callback/crm?" + query);
  }

  /** A link for the grant that all of the tenant share. */
  URI sharedLink() {
    HttpResponse<String> response = ask(gateway.acmeKey, "{}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return URI.create(new JsonObject(response.body()).getString("connectUrl"));
  }

  /** The state in the newest request that was pushed. */
  static String pushedState(TestGateway gateway) {
    AuthorizationStarted started = gateway.events(AuthorizationStarted.class).get(0);
    byte[] form =
        gateway
            .keysets
            .brokerInboxOpener()
            .open(
                started.getSealedPushedRequest().orElseThrow(),
                SealedField.pushedRequest(ALICE, started.getAuthorizationId()));
    return TestBrowser.parameters(new String(form, StandardCharsets.UTF_8))
        .getOrDefault("state", List.of())
        .get(0);
  }

  /** From now on the broker answers every code with success. */
  void everyCodeIsGood() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationCodeReceived received) {
            gateway.replies.accept(succeeded(received.getAuthorizationId(), appended.key()));
          }
        };
  }

  /** From now on the broker keeps back what every code gives, if it is to be confirmed. */
  void everyCodeHasToBeConfirmed() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationCodeReceived received) {
            gateway.replies.accept(
                AuthorizationAwaitingConfirmation.newBuilder()
                    .setAuthorizationId(received.getAuthorizationId())
                    .setTokenKey(appended.key())
                    .setConfirmationCodeHash(received.getConfirmationCodeHash().orElse(""))
                    .setConfirmBy(CONFIRM_BY)
                    .setDecidedAt(TestGateway.START)
                    .build());
          }
        };
  }

  static AuthorizationSucceeded succeeded(String id) {
    return succeeded(id, ALICE.toString());
  }

  static AuthorizationSucceeded succeeded(String id, String key) {
    return AuthorizationSucceeded.newBuilder()
        .setAuthorizationId(id)
        .setTokenKey(key)
        .setGeneration(7)
        .setSequence(1)
        .setExpiresAt(TestGateway.START)
        .setCompletedAt(TestGateway.START)
        .build();
  }

  static AuthorizationFailed failed(TestGateway.Appended appended, String reason) {
    AuthorizationRejected rejected = (AuthorizationRejected) appended.event();
    return AuthorizationFailed.newBuilder()
        .setAuthorizationId(rejected.getAuthorizationId())
        .setTokenKey(appended.key())
        .setReason(reason)
        .setCompletedAt(TestGateway.START)
        .build();
  }
}
