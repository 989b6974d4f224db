// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.gateway.limit.LimitSettings;
import io.tokenbroker.gateway.limit.LimitSettings.PerMinute;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, paths and headers in other spellings get nobody past what the usual ones meet. */
class OtherSpellingsTest {
  private TestGateway gateway;
  private TestFlow flow;

  @BeforeEach
  void start(@TempDir Path folder) {
    PerMinute one = new PerMinute(1, 0, 0);
    PerMinute many = new PerMinute(0, 0, 0);
    gateway =
        new TestGateway(
            folder,
            Duration.ofMillis(100),
            new HttpSettings("127.0.0.1", 0, Optional.empty()),
            new LimitSettings(one, many, one, one, 0, 0, 0, 0));
    flow = new TestFlow(gateway);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "Post", "PROPFIND"})
  void aCodeIsTakenByTheTwoMethodsOfACallbackOnly(String method) {
    URI callback = flow.callback("code=abc&state=" + flow.state(""));

    HttpResponse<String> refused = send(method, callback);

    assertThat(refused.statusCode()).isIn(404, 405, 415, 501);
    assertThat(gateway.authorizationEvents()).hasOnlyElementsOfType(AuthorizationStarted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "PROPFIND"})
  void noOtherMethodPressesTheButton(String method) {
    URI link = flow.link("");
    TestForm form = TestForm.on(flow.browser.open(link));

    HttpResponse<String> answer = send(method, URI.create(link + "?" + form.fields()));

    assertThat(answer.statusCode()).isIn(200, 404, 405, 501);
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/connectors/crm/authorizations/",
        "/v1/connectors/crm/authorizations//",
        "//v1/connectors/crm/authorizations",
        "/v1//connectors/crm/authorizations",
        "/v1/./connectors/crm/authorizations",
        "/x/../v1/connectors/crm/authorizations",
        "/%76%31/connectors/crm/authorizations",
        "/v1%2Fconnectors/crm/authorizations",
        "/v1/connectors/%63rm/authorization%73",
        "/v1/connectors/crm/authorizations?",
        "/v1/connectors/crm/authorizations?x",
        "/v1/connectors/crm/authorizations;x",
        "/v1/connectors/crm/authorizations#x",
        "/V1/connectors/crm/authorizations",
        "/v1/connectors/crm/Authorizations",
        "/v1/connectors/crm/authorizations%20",
        "/v1/connectors/crm/authorizations%2F",
        "/v1/connectors/crm/authorizations/.",
        "/v1/connectors/crm/authorizations/x/.."
      })
  void aStartIsCountedHoweverItsPathIsSpelled(String path) throws IOException {
    assertThat(post(path, key())).doesNotStartWith("HTTP/1.1 429");

    assertThat(flow.ask("").statusCode()).isIn(201, 429);
    assertThat(post(path, key())).doesNotStartWith("HTTP/1.1 201").doesNotStartWith("HTTP/1.1 5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "globex%2Fmail",
        "..%2F..%2Fglobex%2Fmail",
        "%2E%2E/%2E%2E/globex/mail",
        "../../globex/mail",
        "acme%2Fcrm",
        "crm%00",
        "crm%20",
        "CRM",
        "crm;tenant=globex",
        "crm%3Ftenant%3Dglobex",
        "%25%36%33rm"
      })
  void noOtherConnectorIsReachedByASpelling(String connector) throws IOException {
    gateway.define(TestGateway.connector("mail", 1).setTenant("globex").build());

    assertThat(post("/v1/connectors/" + connector + "/authorizations", key()))
        .startsWith("HTTP/1.1 404");
    assertThat(post("/v1/connectors/" + connector + "/disconnect", key()))
        .startsWith("HTTP/1.1 404");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void oneCredentialOnlyIsTakenHoweverManyAreSent() throws IOException {
    String good = gateway.acmeKey;
    for (String headers :
        List.of(
            key() + key(),
            key() + "Authorization: Bearer x\r\n",
            "Authorization: Bearer x\r\n" + key(),
            "Authorization: Basic x\r\n" + key(),
            "Authorization:\r\n" + key(),
            key() + "X-Api-Key: " + good + "\r\n",
            key() + "X-Api-Key:\r\n",
            "X-Api-Key: " + good + "\r\nx-api-key: " + good + "\r\n")) {
      assertThat(get("/v1/connectors", headers)).as(headers).startsWith("HTTP/1.1 400");
    }
    for (String headers :
        List.of(
            "Authorization: " + good + "\r\n",
            "Authorization: Basic " + good + "\r\n",
            "Authorization: Bearer " + good + ", Bearer " + good + "\r\n",
            "Authorization: Bearer " + good + " x\r\n",
            "Authorization: Bearer\t" + good + "\r\n",
            "Authorization: Bearer TBK" + good.substring(3) + "\r\n",
            "Authorization: Bearer " + good.toUpperCase(Locale.ROOT) + "\r\n",
            "Authorization: Bearer \"" + good + "\"\r\n",
            "Proxy-Authorization: Bearer " + good + "\r\n",
            "Cookie: Authorization=" + good + "\r\n",
            "X_Api_Key: " + good + "\r\n")) {
      assertThat(get("/v1/connectors", headers)).as(headers).startsWith("HTTP/1.1 401");
    }
    assertThat(get("/v1/connectors?access_token=" + good, "")).startsWith("HTTP/1.1 401");
    assertThat(get("/v1/connectors?access_token=" + good, key())).startsWith("HTTP/1.1 400");
    assertThat(get("/v1/connectors", key())).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=x&code=abc&state=STATE",
        "&&code=abc&&state=STATE&",
        "code=abc&state=STATE&%",
        "code=abc&state=STATE&%zz=a",
        "code=abc&state=STATE&a=%c0%ae",
        "code=abc&state=STATE&\u0000=\u0000",
        "code=abc\r\nstate=STATE",
        "code=abc;state=STATE"
      })
  void anOddFormIsReadOrRefusedAndNeverOurFault(String form) {
    String state = flow.state("");

    HttpResponse<String> answer =
        flow.browser.post(gateway.url("/oauth/posted/crm"), form.replace("STATE", state));

    assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
  }

  private String key() {
    return "Authorization: Bearer " + gateway.acmeKey + "\r\n";
  }

  private String post(String path, String headers) throws IOException {
    return exchange("POST " + path, headers + "Content-Length: 16\r\n", "{\"user\":\"alice\"}");
  }

  private String get(String path, String headers) throws IOException {
    return exchange("GET " + path, headers, "");
  }

  private String exchange(String line, String headers, String body) throws IOException {
    try (RawConnection connection = new RawConnection(gateway)) {
      connection.send(
          line + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n" + headers + "\r\n" + body);
      return connection.readToEnd();
    }
  }

  private HttpResponse<String> send(String method, URI url) {
    return TestBrowser.send(
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header(
                "Cookie",
                flow.browser.cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; ")))
            .method(method, BodyPublishers.noBody())
            .build());
  }
}
