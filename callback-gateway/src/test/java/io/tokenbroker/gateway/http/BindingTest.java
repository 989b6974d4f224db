// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthMode;
import io.tokenbroker.event.AuthorizationCodeReceived;
import io.tokenbroker.event.AuthorizationRequestPushed;
import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.BoundBy;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.flow.ConfirmationCode;
import io.tokenbroker.gateway.flow.ConfirmationCodes;
import io.tokenbroker.gateway.flow.FlowSettings;
import io.tokenbroker.gateway.reply.Replies;
import io.tokenbroker.gateway.seal.GatewayKeys;
import io.tokenbroker.gateway.seal.SealedText;
import io.tokenbroker.gateway.seal.Sha256;
import io.tokenbroker.gateway.session.Session;
import io.tokenbroker.secrets.KeyEncryptionKey;
import io.tokenbroker.secrets.KeysetFolder;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose grant it becomes: a connect link can be forwarded, so having it proves nothing. */
class BindingTest {
  private static final String RETURN = ",\"returnUrl\":\"https://app.example/done\"";

  private TestGateway gateway;
  private TestFlow flow;
  private RefusalLog refusals;

  @BeforeEach
  void start(@TempDir Path folder) {
    refusals = new RefusalLog();
    gateway =
        new TestGateway(folder, Duration.ofSeconds(5), Optional.empty(), TestSessions.withLogin());
    flow = new TestFlow(gateway);
    flow.everyCodeHasToBeConfirmed();
  }

  @AfterEach
  void stop() {
    gateway.close();
    refusals.close();
  }

  @Test
  void aBrowserTakesACodeBackThatTheApplicationConfirmsWith() {
    bind(Binding.CONFIRM);
    String state = flow.state(RETURN);

    URI end = end(flow.browser.open(flow.callback("code=abc&state=" + state)));

    AuthorizationCodeReceived received = received();
    assertThat(received.getBoundBy()).isEqualTo(BoundBy.CONFIRMATION_CODE);
    assertThat(TestBrowser.query(end))
        .containsEntry("authorization_id", received.getAuthorizationId())
        .containsEntry("connector", "crm")
        .containsEntry("result", "confirm")
        .doesNotContainKey("reason");
    ConfirmationCode code = code(end);
    assertThat(code.key()).isEqualTo(TestFlow.ALICE);
    assertThat(code.id().value()).isEqualTo(received.getAuthorizationId());
    assertThat(code.expiresAt()).isEqualTo(TestFlow.CONFIRM_BY);
    assertThat(received.getConfirmationCodeHash()).contains(Sha256.base64Url(code.secret()));
    assertThat(end.toString()).doesNotContain(received.getConfirmationCodeHash().orElseThrow());
  }

  @Test
  void aReloadGivesTheSameCodeAndAfterTheConfirmationTheOutcome() {
    bind(Binding.CONFIRM);
    URI callback = flow.callback("code=abc&state=" + flow.state(RETURN));
    ConfirmationCode first = code(end(flow.browser.open(callback)));

    assertThat(code(end(flow.browser.open(callback)))).isEqualTo(first);
    gateway.replies.accept(TestFlow.succeeded(received().getAuthorizationId()));
    assertThat(TestBrowser.query(end(flow.browser.open(callback))))
        .containsEntry("result", "succeeded")
        .doesNotContainKey("confirmation_code");
    assertThat(gateway.events(AuthorizationCodeReceived.class)).hasSize(1);
  }

  @Test
  void aBrowserThatPressesTheButtonAgainCanStillComeBackFromTheFirstTime() {
    bind(Binding.CONFIRM);
    URI link = flow.link(RETURN);
    String state = TestFlow.state(flow.browser, link);
    URI callback = flow.callback("code=abc&state=" + state);
    ConfirmationCode code = code(end(flow.browser.open(callback)));

    HttpResponse<String> again = flow.browser.connect(link);

    assertThat(code(TestForm.next(again))).isEqualTo(code);
    assertThat(gateway.events(AuthorizationStarted.class)).hasSize(1);
  }

  @Test
  void aSecondStartInOneBrowserKeepsItsSecret() {
    bind(Binding.CONFIRM);
    URI link = flow.link(RETURN);
    TestFlow.state(flow.browser, link);
    String former = flow.browser.cookies.get(flow.browser.flowCookie());
    String state = TestFlow.state(flow.browser, link);
    flow.browser.open(flow.callback("code=abc&state=" + state));
    flow.browser.cookies.put(flow.browser.flowCookie(), String.valueOf(former));

    assertThat(code(end(flow.browser.open(flow.callback("code=abc&state=" + state)))).secret())
        .isNotNull();
  }

  @Test
  void itWorksAfterAPushedRequestToo() {
    gateway.define(
        TestGateway.connector("crm", 2)
            .setBinding(Binding.CONFIRM)
            .setPushedAuthorizationRequestEndpoint("https://provider.example/par")
            .build());
    gateway.broker =
        appended -> {
          if (appended.event() instanceof AuthorizationStarted started) {
            gateway.replies.accept(
                AuthorizationRequestPushed.newBuilder()
                    .setAuthorizationId(started.getAuthorizationId())
                    .setTokenKey(appended.key())
                    .setRequestUri("urn:example:1")
                    .setExpiresAt(TestGateway.START.plusSeconds(60))
                    .build());
          }
        };
    URI link = flow.link(RETURN);
    assertThat(TestForm.next(flow.browser.connect(link)).toString()).contains("urn%3Aexample");
    flow.everyCodeHasToBeConfirmed();
    String state = TestFlow.pushedState(gateway);

    assertThat(TestBrowser.query(end(flow.browser.open(flow.callback("code=abc&state=" + state)))))
        .containsEntry("result", "confirm");
  }

  @Test
  void thePageThatWaitsLeadsToTheConfirmationToo(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofMillis(50));
    flow = new TestFlow(gateway);
    bind(Binding.CONFIRM);
    String state = flow.state(RETURN);
    URI waiting = end(flow.browser.open(flow.callback("code=abc&state=" + state)));
    assertThat(waiting.getPath()).startsWith("/oauth/outcome/");
    flow.everyCodeHasToBeConfirmed();
    gateway.log.forEach(gateway.broker);

    assertThat(code(end(flow.browser.open(waiting)))).isNotNull();
  }

  @Test
  void aGrantThatHasToBeConfirmedNeedsAReturnUrl() {
    bind(Binding.CONFIRM);

    HttpResponse<String> refused = flow.ask("");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("return_url_required");
  }

  @Test
  void aSharedGrantIsNobodysAndNeedsNoBinding() {
    gateway.define(
        TestGateway.connector("crm", 2)
            .setBinding(Binding.CONFIRM)
            .setAuthMode(AuthMode.SHARED)
            .build());
    flow.everyCodeIsGood();
    String state = TestFlow.state(flow.browser, flow.sharedLink());

    assertThat(flow.browser.open(flow.callback("code=abc&state=" + state)).body())
        .contains("crm is connected");
    assertThat(received().getBoundBy()).isEqualTo(BoundBy.NOTHING);
  }

  @Test
  void theLinkAloneIsEnoughOnlyWhereTheDeploymentSaysSo(@TempDir Path other) {
    KeysetFolder keysets =
        KeysetFolder.create(
            other.resolve("keys"), KeyEncryptionKey.createFile(other.resolve("kek")));
    try (TestGateway strict =
        new TestGateway(other, keysets, Replies.create(), FlowSettings.DEFAULT, Optional.empty())) {
      TestFlow there = new TestFlow(strict);
      assertThat(there.ask(RETURN).body())
          .contains("connector_not_usable", "TOKENBROKER_LINK_BINDING");

      strict.define(TestGateway.connector("crm", 2).setBinding(Binding.CONFIRM).build());
      URI link = there.link(RETURN);
      strict.define(TestGateway.connector("crm", 3).build());
      assertThat(there.browser.open(link).statusCode()).isEqualTo(400);
      assertThat(refusals.reasons()).containsExactly("connector_not_usable");
      assertThat(strict.log).isEmpty();
    }
  }

  @Test
  void aConnectorThatNeedsALoginIsNotUsableWithoutOne(@TempDir Path other) {
    gateway.close();
    gateway = new TestGateway(other, Duration.ofSeconds(5));
    flow = new TestFlow(gateway);
    bind(Binding.LOGIN);

    assertThat(flow.ask("").body()).contains("connector_not_usable", "has no login");
  }

  @Test
  void whoIsNotLoggedInGoesToTheLoginAndBackToTheButton() {
    login();
    URI link = flow.link("");

    URI login = TestForm.next(flow.browser.connect(link));

    assertThat(login).hasPath("/login");
    assertThat(gateway.log).isEmpty();
    assertThat(flow.browser.cookies.keySet()).containsExactly("tb-form");
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    URI back = gateway.url(TestBrowser.query(login).getOrDefault("back", ""));
    String state = TestFlow.state(flow.browser, back);
    assertThat(flow.browser.open(flow.callback("code=abc&state=" + state)).body())
        .contains("crm is connected");
    assertThat(received().getBoundBy()).isEqualTo(BoundBy.LOGIN);
    assertThat(received().getConfirmationCodeHash()).isEmpty();
  }

  @Test
  void whoCameWithALinkIsNotLoggedIn() {
    login();
    TestSessions.set(gateway, flow.browser, Session.Kind.LINK, "acme", "alice");

    assertThat(TestForm.next(flow.browser.connect(flow.link("")))).hasPath("/login");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void anotherPersonOrOneOfAnotherTenantIsRefusedAtTheButton() {
    login();
    URI link = flow.link("");
    for (String[] person : new String[][] {{"acme", "bob"}, {"globex", "alice"}}) {
      TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, person[0], person[1]);
      HttpResponse<String> refused = flow.browser.connect(link);

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("for somebody else");
    }
    assertThat(refusals.reasons()).containsExactly("other_person", "other_person");
    assertThat(gateway.log).isEmpty();
  }

  @Test
  void whoIsNotLoggedInAnyMoreAtTheCallbackHasToStartAgainAndTheCodeIsNotKept() {
    login();
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    URI callback = flow.callback("code=abc&state=" + flow.state(""));

    TestSessions.end(gateway, flow.browser);
    HttpResponse<String> gone = flow.browser.open(callback);
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "bob");
    HttpResponse<String> other = flow.browser.open(callback);

    assertThat(gone.statusCode()).isEqualTo(403);
    assertThat(gone.body()).contains("start again");
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    assertThat(gateway.events(AuditRecord.class))
        .extracting(record -> record.getReason().orElse(""))
        .containsExactly("login_missing", "other_person");
  }

  @Test
  void whoIsLoggedInNeedsNoConfirmation() {
    bind(Binding.CONFIRM);
    flow.everyCodeIsGood();
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    String state = flow.state(RETURN);

    assertThat(TestBrowser.query(end(flow.browser.open(flow.callback("code=abc&state=" + state)))))
        .containsEntry("result", "succeeded");
    assertThat(received().getBoundBy()).isEqualTo(BoundBy.LOGIN);
  }

  @ParameterizedTest
  @EnumSource(value = Binding.class, names = "LINK", mode = EnumSource.Mode.EXCLUDE)
  void whoIsLoggedInStaysSoThoughTheProvidersFormComesWithoutTheSessionsCookie(Binding binding) {
    gateway.define(connector().setBinding(binding).setResponseMode("form_post").build());
    flow.everyCodeIsGood();
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    String form = "code=abc&state=" + flow.state(RETURN);

    // The session's cookie is Lax: of these two only the flow's comes with another site's form.
    TestSessions.end(gateway, flow.browser);
    HttpResponse<String> first = flow.browser.post(gateway.url("/oauth/callback/crm"), form);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(gateway.events(AuthorizationCodeReceived.class)).isEmpty();
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    HttpResponse<String> second =
        flow.browser.press(TestForm.on(first).action(), TestForm.on(first));

    assertThat(TestBrowser.query(TestForm.next(second))).containsEntry("result", "succeeded");
    assertThat(received().getBoundBy()).isEqualTo(BoundBy.LOGIN);
  }

  @Test
  void aProvidersFormInABrowserWhereNobodyIsLoggedInDoesNotGoRound() {
    gateway.define(connector().setBinding(Binding.CONFIRM).setResponseMode("form_post").build());
    String form = "code=abc&state=" + flow.state(RETURN);
    HttpResponse<String> first = flow.browser.post(gateway.url("/oauth/callback/crm"), form);

    HttpResponse<String> second =
        flow.browser.press(TestForm.on(first).action(), TestForm.on(first));

    assertThat(TestBrowser.query(TestForm.next(second))).containsEntry("result", "confirm");
  }

  @Test
  void aLinkWithNoWayBackForTheCodeIsOutdatedOnceItsGrantHasToBeConfirmed() {
    login();
    URI link = flow.link("");
    bind(Binding.CONFIRM);

    HttpResponse<String> refused = flow.browser.connect(link);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refusals.reasons()).containsExactly("connect_link_outdated");
    assertThat(gateway.log).isEmpty();
    TestSessions.set(gateway, flow.browser, Session.Kind.LOGIN, "acme", "alice");
    assertThat(TestForm.next(flow.browser.connect(link))).hasHost("provider.example");
  }

  private void bind(Binding binding) {
    gateway.define(connector().setBinding(binding).build());
  }

  private void login() {
    bind(Binding.LOGIN);
    flow.everyCodeIsGood();
  }

  private static ConnectorDefined.Builder connector() {
    return TestGateway.connector("crm", 2);
  }

  private AuthorizationCodeReceived received() {
    return gateway.events(AuthorizationCodeReceived.class).get(0);
  }

  private static URI end(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return URI.create(TestBrowser.location(response));
  }

  private ConfirmationCode code(URI end) {
    GatewayKeys keys = GatewayKeys.from(gateway.keysets);
    return new ConfirmationCodes(SealedText.of(keys))
        .open(TestBrowser.query(end).getOrDefault("confirmation_code", ""));
  }
}
