// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says in a place that is not read is refused, not passed over. */
class UnreadWishesTest {
  private static final String CONNECTOR = "/v1/connectors/crm/";
  private static final String ALICE = "{\"user\":\"alice\"}";

  private TestGateway gateway;

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CONNECTOR + "authorizations",
        CONNECTOR + "device-authorizations",
        "/v1/authorizations/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/confirm",
        "/v1/connection-links"
      })
  void aParameterInTheAddressOfWhatTakesABodyOnlyIsRefused(String path) {
    for (String query : new String[] {"alias=work", "user=bob", "code=secret"}) {
      assertRefused(post(path + "?" + query, ALICE, "application/json"));
    }
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CONNECTOR + "authorizations",
        CONNECTOR + "device-authorizations",
        CONNECTOR + "disconnect",
        "/v1/authorizations/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/confirm",
        "/v1/connection-links"
      })
  void aFormOfSeveralPartsIsNotTakenForAnEmptyBody(String path) {
    String form = "--x\r\nContent-Disposition: form-data; name=\"alias\"\r\n\r\nwork\r\n--x--\r\n";

    HttpResponse<String> answer = post(path, form, "multipart/form-data; boundary=x");

    assertRefused(answer);
    assertThat(new JsonObject(answer.body()).getString("detail")).contains("JSON");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aBodyOfJsonIsReadWhateverItsTypeIsSaidToBe() {
    for (String type : new String[] {"application/json", "application/x-www-form-urlencoded"}) {
      assertThat(post(CONNECTOR + "authorizations", ALICE, type).statusCode()).isEqualTo(201);
    }
  }

  private HttpResponse<String> post(String path, String body, String type) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + gateway.acmeKey)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("invalid_request");
  }
}
