// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.demoprovider;

import static io.tokenbroker.demoprovider.TestClient.STATE;
import static io.tokenbroker.demoprovider.TestClient.authorizationQuery;
import static io.tokenbroker.demoprovider.TestClient.person;
import static io.tokenbroker.demoprovider.TestClient.queryOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationTest {

  private final MutableClock clock = new MutableClock();
  private final DemoProvider provider = DemoProvider.start(TestClient.settings().withClock(clock));
  private final TestClient client = new TestClient(provider);

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void allowRedirectsWithCodeStateAndIssuer() throws Exception {
    URI redirect = person().allow(client.authorizationUri(), "grace");

    assertThat(redirect.toString()).startsWith(TestClient.REDIRECT_URI + "&");
    assertThat(queryOf(redirect))
        .containsEntry("state", STATE)
        .containsEntry("iss", provider.issuer().toString())
        .hasEntrySatisfying("code", code -> assertThat(code).matches("demo_code_[\\w-]{43}"));
  }

  @Test
  void denyRedirectsWithAccessDenied() throws Exception {
    URI redirect = person().deny(client.authorizationUri());

    assertThat(queryOf(redirect))
        .containsEntry("error", "access_denied")
        .containsEntry("state", STATE)
        .containsEntry("iss", provider.issuer().toString())
        .doesNotContainKey("code");
  }

  @ParameterizedTest
  @CsvSource({
    "response_type, token, unsupported_response_type",
    "response_type, '', invalid_request",
    "state, '', invalid_request",
    "code_challenge, '', invalid_request",
    "code_challenge, too-short, invalid_request",
    "code_challenge_method, plain, invalid_request",
    "code_challenge_method, '', invalid_request",
  })
  void aFaultyRequestOfAKnownClientIsToldToTheClient(String name, String value, String error)
      throws Exception {
    Map<String, String> query = authorizationQuery();
    query.put(name, value);

    URI redirect = person().allow(client.authorizationUri(query), "ada");

    assertThat(queryOf(redirect)).containsEntry("error", error).doesNotContainKey("code");
  }

  @Test
  void aRepeatedParameterIsToldToTheClient() throws Exception {
    URI twice = URI.create(client.authorizationUri() + "&state=another");

    assertThat(queryOf(person().allow(twice, "ada"))).containsEntry("error", "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, unknown",
    "client_id, ''",
    "redirect_uri, https://elsewhere.example/callback",
    "redirect_uri, ''",
    "redirect_uri, not a uri",
  })
  void withoutAKnownClientAndRedirectUriNothingIsRedirected(String name, String value)
      throws Exception {
    Map<String, String> query = authorizationQuery();
    query.put(name, value);

    HttpResponse<String> page = client.get(client.authorizationUri(query));

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.headers().firstValue("Location")).isEmpty();
    assertThat(page.body()).contains("This cannot go on").doesNotContain("elsewhere.example");
  }

  @Test
  void theLoginHintPreselectsTheAccount() throws Exception {
    Map<String, String> query = authorizationQuery();
    query.put("login_hint", "GRACE");

    assertThat(client.get(client.authorizationUri(query)).body())
        .contains("value=\"grace\" checked")
        .doesNotContain("value=\"ada\" checked");
    assertThat(client.get(client.authorizationUri()).body()).contains("value=\"ada\" checked");
  }

  @Test
  void aConsentPageIsGoodForOneDecision() throws Exception {
    String id = requestIdOf(client.get(client.authorizationUri()));
    assertThat(decide(id).statusCode()).isEqualTo(303);

    assertThat(decide(id).statusCode()).isEqualTo(400);
  }

  @Test
  void aConsentPageIsTooOldAfterTenMinutes() throws Exception {
    String id = requestIdOf(client.get(client.authorizationUri()));
    clock.advance(Duration.ofMinutes(10));

    assertThat(decide(id).statusCode()).isEqualTo(400);
  }

  @Test
  void aDecisionFromAnotherSiteIsRefusedAndThePageStaysGood() throws Exception {
    String id = requestIdOf(client.get(client.authorizationUri()));

    HttpResponse<String> foreign =
        client.send(
            TestClient.post(provider.authorizationEndpoint(), decision(id))
                .header("Sec-Fetch-Site", "cross-site"));

    assertThat(foreign.statusCode()).isEqualTo(400);
    assertThat(decide(id).statusCode()).isEqualTo(303);
  }

  @Test
  void anAccountThatIsNotOfferedCannotBePicked() {
    assertThatThrownBy(() -> person().allow(client.authorizationUri(), "mallory"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 400")
        .hasMessageNotContaining("state=");
  }

  @Test
  void thePageEscapesWhatTheRequestBringsAndLoadsNothingFromElsewhere() throws Exception {
    Map<String, String> query = authorizationQuery();
    query.put("scope", "<script>alert('x')</script>\"");

    HttpResponse<String> page = client.get(client.authorizationUri(query));

    assertThat(page.body())
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;")
        .doesNotContain("<script")
        .doesNotContain(STATE);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page.body()).results())
        .extracting(result -> result.group(1))
        .containsExactly("/style.css");
  }

  @Test
  void theHomePageAndTheStylesheetAreServed() throws Exception {
    assertThat(client.get(provider.issuer().resolve("/")).body()).contains("Demo provider");
    HttpResponse<String> css = client.get(provider.issuer().resolve("/style.css"));
    assertThat(css.headers().firstValue("Content-Type")).hasValue("text/css; charset=utf-8");
    assertThat(css.body()).contains("prefers-color-scheme: dark");
  }

  private HttpResponse<String> decide(String id) throws IOException, InterruptedException {
    return client.send(TestClient.post(provider.authorizationEndpoint(), decision(id)));
  }

  private static Map<String, String> decision(String id) {
    return Map.of("request", id, "account", "ada", "decision", "allow");
  }

  private static String requestIdOf(HttpResponse<String> page) {
    return Pattern.compile("name=\"request\" value=\"([\\w-]{43})\"")
        .matcher(page.body())
        .results()
        .map((MatchResult match) -> match.group(1))
        .findFirst()
        .orElseThrow();
  }
}
