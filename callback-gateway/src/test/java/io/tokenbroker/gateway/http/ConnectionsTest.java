// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.topic.Topic;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsTest {
  private static final TokenKey ALICE = TokenKey.personal("acme", "crm", "alice");
  private static final TokenKey TEAM = TokenKey.shared("acme", "team");
  private static final String CONNECT = "do=connect&connector=crm&alias=default";
  private static final String DISCONNECT = "do=disconnect&connector=crm&alias=default";

  private TestGateway gateway;
  private final TestBrowser browser = new TestBrowser();

  @BeforeEach
  void start(@TempDir Path folder) {
    gateway = new TestGateway(folder, Duration.ofMillis(300));
    gateway.define(TestGateway.connector("team", 1).setAuthMode(AuthMode.SHARED).build());
    gateway.broker = this::answer;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void withoutASessionThePageSaysHowToGetOne() {
    HttpResponse<String> page = browser.open(gateway.url("/connections"));

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("with a link from the application");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void aLinkIsMadeWithoutWritingAnything() {
    JsonObject body = new JsonObject(ask("{\"user\":\"alice\"}").body());

    assertThat(body.getString("connectionsUrl"))
        .startsWith(gateway.publicUrl() + "/connection-links/");
    assertThat(body.getString("expiresAt"))
        .isEqualTo(TestGateway.START.plus(Duration.ofMinutes(10)).toString());
    assertThat(gateway.log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|user_required",
        "{'user':''}|invalid_request",
        "{'user':'alice','tenant':'globex'}|invalid_request",
        "{'user':'alice','shared':'all'}|invalid_request",
        "{'user':'alice','aliases':[]}|invalid_name",
        "{'user':'alice','aliases':['a','a']}|invalid_name",
        "{'user':'alice','aliases':['1','2','3','4','5','6','7','8','9']}|invalid_name",
        "{'user':'alice','returnUrl':'https://evil.example/'}|return_url_not_allowed",
        "{'user':'alice','returnUrl':'javascript:alert(1)'}|return_url_not_allowed"
      })
  void aLinkThatCanNotBeMadeIsRefused(String body, String code) {
    HttpResponse<String> answer = ask(body.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo(code);
  }

  @Test
  void namesThatWouldNotFitIntoACookieAreRefused() {
    String url = "https://app.example/" + "x".repeat(950);
    String aliases =
        IntStream.range(0, 8)
            .mapToObj(i -> "\"" + i + "ä".repeat(60) + "\"")
            .collect(Collectors.joining(","));
    String body =
        "{\"user\":\"%s\",\"returnUrl\":\"%s\",\"aliases\":[%s]}"
            .formatted("u".repeat(255), url, aliases);

    assertThat(ask(body).statusCode()).isEqualTo(201);
    assertThat(new JsonObject(ask(body.replace("ä", "\u20ac")).body()).getString("code"))
        .isEqualTo("too_long");
  }

  @Test
  void aLinkNeedsAKeyThatMayStart() {
    assertThat(ask("{\"user\":\"alice\"}", gateway.readOnlyKey).statusCode()).isEqualTo(403);
  }

  @Test
  void openingALinkDoesNothingUntilTheButtonIsPressed() {
    URI link = link("{\"user\":\"alice\"}");
    HttpResponse<String> shown = browser.open(link);

    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("alice");
    assertThat(browser.cookies).doesNotContainKey("tb-session");
    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(403);

    HttpResponse<String> begun = press(link, shown);
    assertThat(begun.statusCode()).isEqualTo(303);
    assertThat(TestBrowser.location(begun)).isEqualTo(gateway.publicUrl() + "/connections");
    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(200);
  }

  @Test
  void aLinkThatExpiredOrWasChangedIsRefused() {
    URI link = link("{\"user\":\"alice\"}");
    HttpResponse<String> shown = browser.open(link);
    gateway.clock.advance(Duration.ofMinutes(11));

    assertThat(browser.open(link).statusCode()).isEqualTo(400);
    assertThat(press(link, shown).statusCode()).isEqualTo(400);
    assertThat(browser.open(URI.create(link + "A")).statusCode()).isEqualTo(400);
    assertThat(browser.cookies).doesNotContainKey("tb-session");
  }

  @Test
  void anotherSiteCanNotPressTheButton() {
    URI link = link("{\"user\":\"mallory\"}");
    String token = LoginTest.formToken(new TestBrowser().open(link).body());

    assertThat(browser.post(link, "form_token=" + token).statusCode()).isEqualTo(403);
    assertThat(browser.cookies).doesNotContainKey("tb-session");
  }

  @Test
  void aSessionOfAnotherPersonEndsOnlyAfterItWasNamed() {
    URI bobs = link("{\"user\":\"bob\"}");
    HttpResponse<String> before = browser.open(bobs);
    enter("{\"user\":\"alice\"}");
    String alices = browser.cookies.getOrDefault("tb-session", "");

    assertThat(press(bobs, before).statusCode()).isEqualTo(403);
    assertThat(browser.cookies).containsEntry("tb-session", alices);

    HttpResponse<String> named = browser.open(bobs);
    assertThat(named.body()).contains("alice");
    assertThat(press(bobs, named).statusCode()).isEqualTo(303);
    assertThat(browser.open(gateway.url("/connections")).body()).contains("bob");
  }

  @Test
  void aSessionOfALinkEndsAfterAnHour() {
    enter("{\"user\":\"alice\"}");
    gateway.clock.advance(Duration.ofHours(1));

    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(403);
  }

  @Test
  void theOwnerOfEachGrantIsAskedForTheSessionsPerson() {
    enter("{\"user\":\"alice\",\"aliases\":[\"default\",\"work\"],\"shared\":\"seen\"}");
    HttpResponse<String> page = browser.open(gateway.url("/connections"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(gateway.log)
        .allSatisfy(appended -> assertThat(appended.topic()).isEqualTo(Topic.TOKEN_COMMANDS))
        .extracting(TestGateway.Appended::key)
        .containsExactlyInAnyOrder(
            ALICE.toString(), ALICE.withAlias("work").toString(), TEAM.toString());
    assertThat(gateway.events(DescribeGrant.class))
        .allSatisfy(asked -> assertThat(asked.getRequestedBy()).isEqualTo("link:alice"));
  }

  @Test
  void sharedGrantsAreHiddenUnlessTheLinkShowsThem() {
    enter("{\"user\":\"alice\"}");
    browser.open(gateway.url("/connections"));

    assertThat(gateway.log).extracting(TestGateway.Appended::key).containsExactly(ALICE.toString());
  }

  @Test
  void thePageComesWhetherOrNotTheBrokerAnswers() {
    gateway.broker = appended -> {};
    enter("{\"user\":\"alice\"}");
    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(200);

    gateway.kafkaIsAway = true;
    assertThat(browser.open(gateway.url("/connections")).statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerForAnotherGrantIsNotShown() {
    gateway.broker =
        appended -> {
          if (appended.event() instanceof DescribeGrant asked) {
            describe(asked.getCorrelationId(), ALICE.withAlias("other").toString(), "active", 1);
          }
        };
    enter("{\"user\":\"alice\"}");

    assertThat(browser.open(gateway.url("/connections")).body()).doesNotContain("account of alice");
  }

  @Test
  void aPersonDisconnectsAndSeesThatItIsDone() {
    enter("{\"user\":\"alice\"}");
    HttpResponse<String> done = submit(DISCONNECT);

    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(gateway.events(RevokeToken.class))
        .singleElement()
        .satisfies(
            command -> {
              assertThat(command.getRequestedBy()).isEqualTo("link:alice");
              assertThat(command.getErase()).isFalse();
            });
    assertThat(page(TestBrowser.location(done))).contains("role=\"status\"");
    assertThat(page(gateway.publicUrl() + "/connections")).doesNotContain("role=\"status\"");
  }

  @Test
  void anAddressCanNotMakeThePageSayWhatDidNotHappen() {
    enter("{\"user\":\"alice\"}");
    String done = TestBrowser.location(submit(DISCONNECT));
    succeed("z".repeat(43), TokenKey.personal("acme", "crm", "bob"));
    succeed("y".repeat(43), ALICE);

    assertThat(
            page(
                gateway.publicUrl()
                    + "/connections?disconnect=x&authorization_id=x&result=succeeded&done=connected"))
        .doesNotContain("role=\"status\"");
    assertThat(page(gateway.publicUrl() + "/connections?authorization_id=" + "z".repeat(43)))
        .doesNotContain("role=\"status\"");
    assertThat(page(gateway.publicUrl() + "/connections?authorization_id=" + "y".repeat(43)))
        .contains("role=\"status\"");
    enter("{\"user\":\"bob\"}");
    assertThat(page(done)).doesNotContain("role=\"status\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "do=disconnect&connector=crm&alias=other",
        "do=disconnect&connector=crm",
        "do=disconnect&connector=team&alias=default",
        "do=disconnect&connector=secret&alias=default",
        "do=disconnect&connector=crm/personal/bob&alias=default",
        "do=disconnect&connector=crm&alias=default%2F..%2Fbob",
        "do=disconnect&user=bob&tenant=globex&connector=secret&alias=default",
        "do=connect&connector=team&alias=default",
        "do=erase&connector=crm&alias=default",
        "connector=crm&alias=default"
      })
  void aFormReachesNothingButWhatThePageOffers(String form) {
    gateway.define(TestGateway.connector("secret", 1).setTenant("globex").build());
    enter("{\"user\":\"alice\",\"shared\":\"seen\"}");

    assertThat(submit(form).statusCode()).isEqualTo(403);
    assertThat(gateway.events(RevokeToken.class)).isEmpty();
  }

  @Test
  void sharedGrantsAreChangedOnlyByThoseWhoManageThem() {
    enter("{\"user\":\"alice\",\"shared\":\"managed\"}");

    assertThat(submit("do=disconnect&connector=team&alias=default").statusCode()).isEqualTo(303);
    assertThat(gateway.log)
        .filteredOn(appended -> appended.event() instanceof RevokeToken)
        .extracting(TestGateway.Appended::key)
        .containsExactly(TEAM.toString());
  }

  @Test
  void anotherSitesFormIsRefused() {
    enter("{\"user\":\"alice\"}");

    assertThat(browser.post(gateway.url("/connections"), DISCONNECT).statusCode()).isEqualTo(403);
    assertThat(gateway.events(RevokeToken.class)).isEmpty();
  }

  @Test
  void aFormOfASessionBeforeIsRefused() {
    enter("{\"user\":\"alice\"}");
    String token = LoginTest.formToken(browser.open(gateway.url("/connections")).body());
    enter("{\"user\":\"bob\"}");

    assertThat(
            browser
                .post(gateway.url("/connections"), DISCONNECT + "&form_token=" + token)
                .statusCode())
        .isEqualTo(403);
    assertThat(gateway.events(RevokeToken.class)).isEmpty();
  }

  @Test
  void connectingLeadsToTheProvider() {
    enter("{\"user\":\"alice\"}");
    HttpResponse<String> answer = submit(CONNECT);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestForm.next(answer)).hasHost("provider.example");
    assertThat(gateway.events(AuthorizationStarted.class)).hasSize(1);
  }

  @Test
  void aConnectorThatHasToBeConfirmedNeedsAnApplicationToReturnTo() {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
    enter("{\"user\":\"alice\"}");
    assertThat(browser.open(gateway.url("/connections")).body())
        .doesNotContain("value=\"connect\"");
    assertThat(submit(CONNECT).statusCode()).isEqualTo(403);

    enter("{\"user\":\"alice\",\"returnUrl\":\"https://app.example/done\"}");
    assertThat(browser.open(gateway.url("/connections")).body()).contains("value=\"connect\"");
    assertThat(TestForm.next(submit(CONNECT))).hasHost("provider.example");
  }

  @Test
  void aConnectorThatNeedsALoginCanNotBeConnectedWhereThereIsNone() {
    gateway.define(TestGateway.connector("crm", 2).setBinding(Binding.LOGIN).build());
    enter("{\"user\":\"alice\"}");

    assertThat(submit(CONNECT).statusCode()).isEqualTo(403);
  }

  @Test
  void aPageShowsFiftyAndLeadsToTheNext() {
    for (int i = 10; i < 70; i++) {
      gateway.define(TestGateway.connector("c" + i, 1).build());
    }
    enter("{\"user\":\"alice\"}");
    String first = page(gateway.publicUrl() + "/connections");
    int askedFirst = gateway.events(DescribeGrant.class).size();
    String second = page(gateway.publicUrl() + "/connections?page=2");

    assertThat(askedFirst).isEqualTo(50);
    assertThat(gateway.events(DescribeGrant.class)).hasSize(61);
    assertThat(first).contains("?page=2", "c10").doesNotContain("c69");
    assertThat(second).contains("?page=1", "c69").doesNotContain("?page=3");
    assertThat(page(gateway.publicUrl() + "/connections?page=99999")).contains("c69");
    assertThat(page(gateway.publicUrl() + "/connections?page=-1")).contains("c10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connected", "disconnected"})
  void aProvidersErrorCanNotMakeThePageSayWhatDidNotHappen(String error) {
    enter("{\"user\":\"alice\"}");
    gateway.replies.accept(
        AuthorizationFailed.newBuilder()
            .setAuthorizationId("x".repeat(43))
            .setTokenKey(ALICE.toString())
            .setReason(error)
            .setCompletedAt(TestGateway.START)
            .build());

    assertThat(page(gateway.publicUrl() + "/connections?authorization_id=" + "x".repeat(43)))
        .contains("class=\"done bad\"")
        .doesNotContain("class=\"done good\"");
  }

  @Test
  void whoHasALongNameIsNamedToTheBrokerWithNoMoreThanItTakes() {
    String user = "\uD83D\uDE00".repeat(40);
    enter("{\"user\":\"" + user + "\"}");
    submit(DISCONNECT);

    assertThat(gateway.events(RevokeToken.class))
        .singleElement()
        .satisfies(
            command ->
                assertThat(command.getRequestedBy())
                    .isEqualTo("link:" + "\uD83D\uDE00".repeat(29))
                    .hasSizeLessThanOrEqualTo(64));
    assertThat(gateway.events(DescribeGrant.class))
        .allSatisfy(asked -> assertThat(asked.getRequestedBy()).hasSizeLessThanOrEqualTo(64));
  }

  private void enter(String request) {
    URI link = link(request);
    assertThat(press(link, browser.open(link)).statusCode()).isEqualTo(303);
  }

  private HttpResponse<String> press(URI link, HttpResponse<String> shown) {
    return browser.post(link, "form_token=" + LoginTest.formToken(shown.body()));
  }

  private HttpResponse<String> submit(String form) {
    String token = LoginTest.formToken(browser.open(gateway.url("/connections")).body());
    return browser.post(gateway.url("/connections"), form + "&form_token=" + token);
  }

  private String page(String url) {
    HttpResponse<String> page = browser.open(URI.create(url));
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }

  private URI link(String request) {
    HttpResponse<String> answer = ask(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return URI.create(new JsonObject(answer.body()).getString("connectionsUrl"));
  }

  private HttpResponse<String> ask(String request) {
    return ask(request, gateway.acmeKey);
  }

  private HttpResponse<String> ask(String request, String key) {
    return TestBrowser.send(
        HttpRequest.newBuilder(gateway.url("/v1/connection-links"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .POST(BodyPublishers.ofString(request))
            .build());
  }

  private void answer(TestGateway.Appended appended) {
    if (appended.event() instanceof DescribeGrant asked) {
      describe(asked.getCorrelationId(), appended.key(), "active", 1);
    } else if (appended.event() instanceof RevokeToken command) {
      describe(command.getCorrelationId(), appended.key(), "revoking", 2);
    }
  }

  private void describe(String correlationId, String key, String state, long sequence) {
    gateway.replies.accept(
        GrantDescribed.newBuilder()
            .setCorrelationId(correlationId)
            .setTokenKey(key)
            .setState(state)
            .setGeneration(1)
            .setSequence(sequence)
            .setScopes(List.of("contacts"))
            .setSubject("account of alice")
            .setCallInFlight(false)
            .setDescribedAt(TestGateway.START)
            .build());
  }

  private void succeed(String id, TokenKey key) {
    gateway.replies.accept(
        AuthorizationSucceeded.newBuilder()
            .setAuthorizationId(id)
            .setTokenKey(key.toString())
            .setGeneration(7)
            .setSequence(1)
            .setExpiresAt(TestGateway.START)
            .setCompletedAt(TestGateway.START)
            .build());
  }
}
