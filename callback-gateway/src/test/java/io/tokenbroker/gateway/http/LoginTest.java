// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.secrets.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final String SESSION = "tb-session";

  private FakeOpenIdProvider provider;
  private TestGateway gateway;
  private final TestBrowser browser = new TestBrowser();

  @BeforeEach
  void start(@TempDir Path folder) {
    provider = new FakeOpenIdProvider();
    gateway =
        new TestGateway(folder, Duration.ofMillis(300), Optional.empty(), provider.settings());
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  @Test
  void aPersonLogsInAndComesBackToWhereTheyWere() {
    Map<String, String> request = begin(browser, "/connections?page=1");
    HttpResponse<String> end = browser.open(callback(state(request), ""));

    assertThat(end.statusCode()).as(end.body()).isEqualTo(302);
    assertThat(TestBrowser.location(end)).isEqualTo(gateway.publicUrl() + "/connections?page=1");
    assertThat(request)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", FakeOpenIdProvider.CLIENT_ID)
        .containsEntry("scope", "openid profile")
        .containsEntry("redirect_uri", gateway.publicUrl() + "/login/callback")
        .containsEntry("realm", "x");
    assertThat(browser.open(gateway.url("/connections")).body()).contains("Alice A.");
    assertThat(browser.cookies).containsOnlyKeys(SESSION, "tb-form");
  }

  @Test
  void theCodeIsTradedWithTheClientsSecretAndTheVerifier() {
    Map<String, String> request = begin(browser, "/connections");
    browser.open(callback(state(request), ""));
    FakeOpenIdProvider.TokenRequest trade = provider.tokenRequests.get(0);

    assertThat(trade.form())
        .containsEntry("grant_type", List.of("authorization_code"))
        .containsEntry("code", List.of("the-code"))
        .containsEntry("redirect_uri", List.of(gateway.publicUrl() + "/login/callback"));
    assertThat(
            Sha256.base64Url(
                Secret.of(trade.form().getOrDefault("code_verifier", List.of()).get(0))))
        .isEqualTo(request.get("code_challenge"));
    assertThat(trade.authorization())
        .contains(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        ("gateway+1:"
                                + URLEncoder.encode(
                                    FakeOpenIdProvider.SECRET, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anIssuerThatWantsTheSecretInTheFormGetsItThere() {
    provider.metadata =
        json -> json.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
    logIn(browser);

    assertThat(provider.tokenRequests.get(0).form())
        .containsEntry("client_id", List.of(FakeOpenIdProvider.CLIENT_ID))
        .containsEntry("client_secret", List.of(FakeOpenIdProvider.SECRET));
    assertThat(provider.tokenRequests.get(0).authorization()).isEmpty();
  }

  @Test
  void severalTabsLogInAtOnce() {
    Map<String, String> one = begin(browser, "/connections?page=1");
    String nonceOfOne = provider.nonce;
    Map<String, String> other = begin(browser, "/connections?page=2");

    assertThat(TestBrowser.location(browser.open(callback(state(other), "")))).endsWith("page=2");
    provider.nonce = nonceOfOne;
    assertThat(TestBrowser.location(browser.open(callback(state(one), "")))).endsWith("page=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/connections",
        "/\\evil.example/connections",
        "\\\\evil.example",
        "/connections/../../other",
        "/connect/%2e%2e/x",
        "/connect/../logout",
        "/connect/./x",
        "/connect/%2Fevil.example",
        "/connect/%zz",
        "/connect/a/a/a/a/a/a/a/a/a/a",
        "/connections\r\nSet-Cookie: a=b",
        "/connections#//evil.example",
        "/login?back=/connections",
        "/v1/connection-links",
        "connections",
        "javascript:alert(1)",
        ""
      })
  void aWayBackToElsewhereIsRefused(String back) {
    HttpResponse<String> answer = browser.open(loginUrl(back));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().map()).doesNotContainKeys("location", "set-cookie");
  }

  @Test
  void twoWaysBackAreRefused() {
    assertThat(browser.open(gateway.url("/login?back=/connections&back=/connections")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aWayBackThatIsTooLongForACookieEndsWithAWord() {
    Map<String, String> request = begin(browser, "/connect/" + "a".repeat(4_000));
    HttpResponse<String> end = browser.open(callback(state(request), ""));

    assertThat(end.statusCode()).isEqualTo(200);
    assertThat(end.body()).contains("You are logged in");
    assertThat(browser.cookies).containsKey(SESSION);
  }

  @Test
  void anAnswerForAnotherBrowserIsRefused() {
    Map<String, String> attackers = begin(new TestBrowser(), "/connections");

    assertRefused(browser.open(callback(state(attackers), "")), 400);
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void anAnswerWorksOnce() {
    Map<String, String> request = begin(browser, "/connections");
    browser.open(callback(state(request), ""));
    HttpResponse<String> again = browser.open(callback(state(request), ""));

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.headers().map()).doesNotContainKey("set-cookie");
    assertThat(provider.tokenRequests).hasSize(1);
  }

  @Test
  void cookiesOfTwoLoginsCanNotBeSwapped() {
    Map<String, String> one = begin(browser, "/connections?page=1");
    Map<String, String> cookies = Map.copyOf(browser.cookies);
    String nameOfOne = cookies.keySet().iterator().next();
    TestBrowser attacker = new TestBrowser();
    begin(attacker, "/connections?page=2");
    browser.cookies.put(nameOfOne, attacker.cookies.values().iterator().next());

    assertRefused(browser.open(callback(state(one), "")), 400);
  }

  @Test
  void aStateThatComesTwiceIsRefused() {
    String state = state(begin(browser, "/connections"));

    assertRefused(browser.open(callback(state, "&state=" + state)), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&iss=https://evil.example&iss=https://evil.example",
        "&iss=ISSUER&iss=https://evil.example",
        "&code=the-code",
        "&error=&error=access_denied"
      })
  void anAnswerThatCanBeReadInTwoWaysIsRefused(String more) {
    String state = state(begin(browser, "/connections"));

    assertRefused(
        browser.open(callback(state, more.replace("ISSUER", provider.issuer().toString()))), 400);
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void aLoginThatTookTooLongIsRefused() {
    String state = state(begin(browser, "/connections"));
    gateway.clock.advance(Duration.ofMinutes(11));

    assertRefused(browser.open(callback(state, "")), 400);
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void anAnswerOfAnotherIssuerIsRefused() {
    String state = state(begin(browser, "/connections"));

    assertRefused(browser.open(callback(state, "&iss=https://evil.example")), 400);
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void anIssuerThatPromisesToNameItselfHasTo() {
    provider.metadata = json -> json.put("authorization_response_iss_parameter_supported", true);
    String unnamed = state(begin(browser, "/connections"));
    assertRefused(browser.open(callback(unnamed, "")), 400);

    String named = state(begin(browser, "/connections"));
    assertThat(browser.open(callback(named, "&iss=" + provider.issuer())).statusCode())
        .isEqualTo(302);
  }

  @Test
  void aPersonWhoSaysNoIsNotLoggedIn() {
    String state = state(begin(browser, "/connections"));
    HttpResponse<String> end =
        browser.open(gateway.url("/login/callback?error=access_denied&state=" + state));

    assertRefused(end, 400);
    assertThat(end.body()).contains("cancelled or refused");
  }

  static Stream<Arguments> badClaims() {
    Instant now = TestGateway.START;
    return Stream.of(
        bad("another nonce", claims -> claims.claim("nonce", "another")),
        bad("no nonce", claims -> claims.claim("nonce", null)),
        bad("another issuer", claims -> claims.issuer("https://evil.example")),
        bad("another audience", claims -> claims.audience("another client")),
        bad(
            "a second audience without azp",
            claims -> claims.audience(List.of(FakeOpenIdProvider.CLIENT_ID, "other"))),
        bad("another azp", claims -> claims.claim("azp", "another client")),
        bad("expired", claims -> claims.expirationTime(Date.from(now.minusSeconds(61)))),
        bad("no end", claims -> claims.expirationTime(null)),
        bad("made in the future", claims -> claims.issueTime(Date.from(now.plusSeconds(90)))),
        bad("made long ago", claims -> claims.issueTime(Date.from(now.minusSeconds(3600)))),
        bad("not made", claims -> claims.issueTime(null)),
        bad("not yet valid", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(90)))));
  }

  private static Arguments bad(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badClaims")
  void anIdTokenThatIsNotForThisLoginIsRefused(
      String name, UnaryOperator<JWTClaimsSet.Builder> change) {
    String state = state(begin(browser, "/connections"));
    provider.claims = change;

    assertRefused(browser.open(callback(state, "")), 400);
  }

  @Test
  void anIdTokenThatTheIssuerDidNotSignIsRefused() throws JOSEException {
    String state = state(begin(browser, "/connections"));
    provider.signingKey = FakeOpenIdProvider.newKey("first");
    assertRefused(browser.open(callback(state, "")), 400);

    state = state(begin(browser, "/connections"));
    provider.idToken = Optional.of(new PlainJWT(provider.claims().build()).serialize());
    assertRefused(browser.open(callback(state, "")), 400);

    state = state(begin(browser, "/connections"));
    SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), provider.claims().build());
    mac.sign(new MACSigner(FakeOpenIdProvider.SECRET));
    provider.idToken = Optional.of(mac.serialize());
    assertRefused(browser.open(callback(state, "")), 400);
  }

  @Test
  void aNewKeyOfTheIssuerIsFetched() {
    logIn(browser);
    provider.signingKey = FakeOpenIdProvider.newKey("second");
    provider.publishedKey = provider.signingKey;

    logIn(new TestBrowser());
  }

  @Test
  void aCodeThatTheIssuerDoesNotTakeIsRefused() {
    String state = state(begin(browser, "/connections"));
    provider.tokenStatus = 400;

    assertRefused(browser.open(callback(state, "")), 400);
  }

  @Test
  void redirectsOfTheTokenEndpointAreNotFollowed() {
    String state = state(begin(browser, "/connections"));
    provider.tokenStatus = 307;

    assertRefused(browser.open(callback(state, "")), 503);
    assertThat(provider.tokenRequests).hasSize(1);
  }

  @Test
  void anIssuerThatIsNotItselfIsNotUsed() {
    provider.metadata = json -> json.put("issuer", "https://evil.example");
    assertRefused(browser.open(loginUrl("/connections")), 503);

    provider.metadata = json -> json;
    gateway.clock.advance(Duration.ofSeconds(6));
    provider.now = gateway.clock.instant();
    logIn(browser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example/token", "ftp://evil.example/", "/token", ""})
  void anEndpointThatIsNotHttpsIsNotUsed(String endpoint) {
    provider.metadata = json -> json.put("token_endpoint", endpoint);

    assertRefused(browser.open(loginUrl("/connections")), 503);
  }

  @Test
  void moreThanIsReasonableIsNotRead() {
    provider.metadata = json -> json.put("filler", "x".repeat(300_000));

    assertRefused(browser.open(loginUrl("/connections")), 503);
  }

  @Test
  void somebodyWithoutATenantIsNotAdmitted() {
    String state = state(begin(browser, "/connections"));
    provider.claims = claims -> claims.claim("org", null);
    HttpResponse<String> end = browser.open(callback(state, ""));

    assertRefused(end, 403);
    assertThat(end.body()).contains("does not say who you are");
  }

  @Test
  void aSessionThatWasThereBeforeEndsWithTheLogin() {
    logIn(browser);
    String before = browser.cookies.getOrDefault(SESSION, "");
    provider.claims = claims -> claims.subject("bob").claim("name", "Bob B.");
    logIn(browser);

    assertThat(browser.cookies.get(SESSION)).isNotEqualTo(before);
    assertThat(browser.open(gateway.url("/connections")).body())
        .contains("Bob B.")
        .doesNotContain("Alice");
  }

  @Test
  void aSessionEndsAfterItsTime() {
    logIn(browser);
    gateway.clock.advance(Duration.ofHours(8));
    HttpResponse<String> page = browser.open(gateway.url("/connections"));

    assertThat(page.statusCode()).isEqualTo(302);
    assertThat(TestBrowser.location(page))
        .isEqualTo(gateway.publicUrl() + "/login?back=%2Fconnections");
  }

  @Test
  void anotherSealedValueIsNoSession() {
    begin(browser, "/connections");
    String loginCookie = browser.cookies.values().iterator().next();
    browser.cookies.put(SESSION, loginCookie);

    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(302);
    browser.cookies.put(SESSION, "nonsense");
    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(302);
  }

  @Test
  void overHttpsTheSessionsCookieIsForThisHostAndForNoScript(@TempDir Path folder) {
    try (TestGateway secure =
        new TestGateway(
            folder,
            Duration.ofMillis(300),
            Optional.of(URI.create("https://connect.example")),
            provider.settings())) {
      HttpResponse<String> begun = browser.open(secure.url("/login"));
      Map<String, String> request = TestBrowser.query(URI.create(TestBrowser.location(begun)));
      provider.nonce = request.getOrDefault("nonce", "");
      HttpResponse<String> end =
          browser.open(secure.url("/login/callback?code=c&state=" + state(request)));

      assertThat(begun.headers().firstValue("set-cookie").orElse(""))
          .startsWith("__Host-tb-login-")
          .contains("Path=/", "Secure", "HTTPOnly", "SameSite=Lax");
      assertThat(end.headers().allValues("set-cookie"))
          .filteredOn(cookie -> cookie.startsWith("__Host-tb-session="))
          .singleElement()
          .asString()
          .contains("Max-Age=28800", "Path=/", "Secure", "HTTPOnly", "SameSite=Lax");
    }
  }

  @Test
  void whoLogsOutIsLoggedOutAtTheIssuerToo() {
    logIn(browser);
    String token = formToken(browser.open(gateway.url("/connections")).body());
    HttpResponse<String> end = browser.post(gateway.url("/logout"), "form_token=" + token);

    assertThat(end.body())
        .contains(provider.issuer() + "/logout?")
        .contains("post_logout_redirect_uri");
    assertThat(browser.cookies).doesNotContainKey(SESSION);
    assertThat(browser.open(gateway.url("/logged-out")).body()).contains("You are logged out");
  }

  @Test
  void nobodyIsLoggedOutByAnotherSite() {
    logIn(browser);
    HttpResponse<String> end = browser.post(gateway.url("/logout"), "form_token=x");

    assertThat(end.statusCode()).isEqualTo(403);
    assertThat(browser.cookies).containsKey(SESSION);
  }

  static String formToken(String page) {
    return page.split("name=\"form_token\" value=\"", -1)[1].split("\"", -1)[0];
  }

  private void assertRefused(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().map()).doesNotContainKey("location");
    assertThat(browser.cookies).doesNotContainKey(SESSION);
  }

  private void logIn(TestBrowser at) {
    HttpResponse<String> end = at.open(callback(state(begin(at, "/connections")), ""));
    assertThat(end.statusCode()).as(end.body()).isEqualTo(302);
  }

  private Map<String, String> begin(TestBrowser at, String back) {
    HttpResponse<String> answer = at.open(loginUrl(back));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    assertThat(TestBrowser.location(answer)).startsWith(provider.issuer() + "/authorize?");
    Map<String, String> request = TestBrowser.query(URI.create(TestBrowser.location(answer)));
    provider.nonce = request.getOrDefault("nonce", "");
    return request;
  }

  private static String state(Map<String, String> request) {
    return request.getOrDefault("state", "");
  }

  private URI loginUrl(String back) {
    return gateway.url("/login?back=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
  }

  private URI callback(String state, String more) {
    return gateway.url("/login/callback?code=the-code&state=" + state + more);
  }
}
