// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.key.TokenKey;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Alice's way through the connector crm. */
final class TestFlow {
  static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");

  private final TestGateway gateway;
  final TestBrowser browser = new TestBrowser();

  TestFlow(TestGateway gateway) {
    this.gateway = gateway;
  }

  /** Asks for a link, whatever comes of it. */
  HttpResponse<String> ask(String moreFields) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/connectors/crm/authorizations"))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .POST(BodyPublishers.ofString("{\"user\":\"alice\"" + moreFields + "}"))
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

  /** From now on the broker answers every code with success. */
  void everyCodeIsGood() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationCodeReceived received) {
            gateway.replies.accept(
                AuthorizationSucceeded.newBuilder()
                    .setAuthorizationId(received.getAuthorizationId())
                    .setTokenKey(appended.key())
                    .setGeneration(7)
                    .setSequence(1)
                    .setExpiresAt(TestGateway.START)
                    .setCompletedAt(TestGateway.START)
                    .build());
          }
        };
  }
}
