// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.REGISTRATION;
import static io.tokenbroker.demoprovider.TestClient.clientCredentialsForm;
import static io.tokenbroker.demoprovider.TestClient.error;
import static io.tokenbroker.demoprovider.TestClient.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts over HTTP. */
class ControlTest {

  private final DemoProvider provider = DemoProvider.start(TestClient.settings().withControl(true));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void aScriptIsForSoManyRequestsOfItsGrantTypeAndClient() throws Exception {
    String refreshToken = refreshToken(client.exchange(client.code()));
    assertThat(
            script(
                    """
                    {"endpoint": "token", "grantType": "refresh_token",
                     "clientId": "connector app", "times": 2,
                     "behaviours": [{"name": "error", "status": 400, "error": "by_script"},
                                    "form-encoded"]}
                    """)
                .body())
        .isEqualTo("{\"steps\":1}");

    assertThat(obtain().statusCode()).isEqualTo(200);
    assertThat(client.token(TestClient.OTHER, clientCredentialsForm()).statusCode()).isEqualTo(200);
    assertThat(client.refresh(refreshToken).body()).startsWith("error=by_script&");
    assertThat(client.refresh(refreshToken).body()).startsWith("error=by_script&");
    assertThat(client.refresh(refreshToken).statusCode()).isEqualTo(200);
  }

  @Test
  void aScriptWithoutANumberCountsUntilItIsReplacedOrCleared() throws Exception {
    script("{'endpoint': 'token', 'behaviours': [{'name': 'error', 'error': 'first'}]}");
    script("[{'endpoint': 'token', 'behaviours': [{'name': 'error', 'error': 'second'}]}]");
    assertThat(error(obtain())).isEqualTo("second");
    assertThat(error(obtain())).isEqualTo("second");

    assertThat(delete("/script").statusCode()).isEqualTo(204);

    assertThat(obtain().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nonsense | JSON object",
        "{'endpoint': 'tokens', 'behaviours': ['gzip']} | no endpoint 'tokens'. Known are"
            + " authorization",
        "{'endpoint': 'token', 'behaviours': ['zip']} | no behaviour 'zip'. Known are absent",
        "{'endpoint': 'token', 'behaviours': []} | at least one",
        "{'endpoint': 'token', 'behaviours': [7]} | a name, or an object",
        "{'endpoint': 'token', 'behavior': ['gzip']} | no key 'behavior'. Known are behaviours",
        "{'endpoint': 'token', 'times': 0, 'behaviours': ['gzip']} | 1 to 1000000 but is 0",
        "{'endpoint': 'token', 'times': 'x', 'behaviours': ['gzip']} | has to be a whole number",
        "{'endpoint': 'token', 'grantType': 'x', 'behaviours': ['gzip']} | no grant type 'x'. Known"
            + " are authorization_code",
        "{'endpoint': 'token', 'behaviours': [{'name': 'gzip', 'level': 1}]} | no argument 'level'."
            + " It has none",
        "{'endpoint': 'token', 'behaviours': [{'name': 'delay', 'ms': 1}]} | no argument 'ms'."
            + " Known are milliseconds",
        "{'endpoint': 'token', 'behaviours': [{'name': 'error'}]} | 'error' of the behaviour"
            + " 'error' is missing",
        "{'endpoint': 'token', 'behaviours': [{'name': 'delay', 'milliseconds': -1}]} | must not be"
            + " negative",
        "{'endpoint': 'token', 'behaviours': [{'name': 'status', 'status': 7}]} | 200 to 599",
        "[{'endpoint': 'token', 'behaviours': ['hang']}, {}] | no endpoint ''",
      })
  void aBadScriptIsRefusedWithWhatIsKnownAndChangesNothing(String script, String message)
      throws Exception {
    HttpResponse<String> refused = script(script);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(refused.body()).getString("error_description")).contains(message);
    assertThat(obtain().statusCode()).isEqualTo(200);
  }

  @Test
  void requestsAreToldWithoutTheirSecrets() throws Exception {
    String code = client.code();
    HttpResponse<String> issued = client.exchange(code);
    client.refresh(refreshToken(issued));

    String told = client.get(provider.issuer().resolve("/requests")).body();

    assertThat(told)
        .contains("refresh_token", "\"clientId\":\"connector app\"", "\"status\":200")
        .contains(Sha256.of(code).base64Url())
        .doesNotContain(code, refreshToken(issued), TestClient.VERIFIER, TestClient.STATE)
        .doesNotContain("Basic ");
    assertThat(delete("/requests").statusCode()).isEqualTo(204);
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void testsSeeWhatWasSentAndNoTextOfItDoes() throws Exception {
    HttpResponse<String> issued = client.exchange(client.code());
    client.refresh(refreshToken(issued));

    RecordedRequest refresh = provider.requests().get(provider.requests().size() - 1);

    assertThat(refresh.field("refresh_token")).hasValue(refreshToken(issued));
    assertThat(refresh.header("Authorization"))
        .hasValueSatisfying(it -> assertThat(it).startsWith("Basic "));
    assertThat(refresh.clientId()).hasValue(REGISTRATION.clientId());
    assertThat(refresh.toString())
        .contains("refresh_token", "authorization")
        .doesNotContain(refreshToken(issued), "Basic ");
  }

  @Test
  void scriptsAreTakenAsJsonByALoopbackNameOnly() throws Exception {
    assertThat(
            client
                .send(TestClient.post(provider.issuer().resolve("/script"), Map.of("a", "b")))
                .statusCode())
        .isEqualTo(415);
    assertThat(statusOf("GET /requests HTTP/1.1\r\nHost: evil.example\r\n\r\n")).contains(" 403 ");
    assertThat(statusOf("GET /requests HTTP/1.1\r\nHost: localhost:1\r\n\r\n")).contains(" 200 ");
  }

  @Test
  void withoutControlThereIsNothingToScript() throws Exception {
    try (DemoProvider closed = DemoProvider.start(TestClient.settings())) {
      assertThat(client.get(closed.issuer().resolve("/requests")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theDocumentationListsTheBehavioursThatThereAre() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "fake-provider.md"));
    List<String> documented =
        Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]*) \\|")
            .matcher(page)
            .results()
            .map(row -> row.group(1) + "(" + row.group(2).replaceAll("[` ]", "") + ")")
            .toList();
    List<String> known =
        new BehaviourCatalogue()
            .entries().stream()
                .map(entry -> entry.name() + "(" + String.join(",", entry.arguments()) + ")")
                .toList();

    assertThat(documented).containsExactlyElementsOf(known);
  }

  @Test
  void everyBehaviourWithoutArgumentsCanBeScripted() throws Exception {
    for (BehaviourCatalogue.Entry entry : new BehaviourCatalogue().entries()) {
      if (entry.arguments().isEmpty()) {
        assertThat(script("{'endpoint': 'userinfo', 'behaviours': ['" + entry.name() + "']}"))
            .as(entry.name())
            .returns(200, HttpResponse::statusCode);
      }
    }
  }

  private HttpResponse<String> obtain() throws IOException, InterruptedException {
    return client.token(REGISTRATION, clientCredentialsForm());
  }

  private HttpResponse<String> script(String json) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(provider.issuer().resolve("/script"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
  }

  private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(provider.issuer().resolve(path)).DELETE());
  }

  /** By hand, because an HTTP client sets the Host header itself. */
  private String statusOf(String request) throws IOException {
    URI issuer = provider.issuer();
    try (Socket socket = new Socket(issuer.getHost(), issuer.getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(15), StandardCharsets.US_ASCII);
    }
  }
}
