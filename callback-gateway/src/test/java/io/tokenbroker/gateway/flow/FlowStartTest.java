// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.event.AuthorizationStarted;
import io.tokenbroker.event.Binding;
import io.tokenbroker.event.ConnectorDefined;
import io.tokenbroker.gateway.http.TestGateway;
import io.tokenbroker.gateway.session.Session;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows that a page of ours starts without a link. */
class FlowStartTest {
  private static final ConnectLinks.Request FOR_ALICE =
      new ConnectLinks.Request(
          new GrantChoice(Optional.of("alice"), "default"),
          Optional.empty(),
          Optional.empty(),
          "alice",
          false);

  @TempDir Path folder = Path.of("");

  @Test
  void whoIsLoggedInStartsWithoutALinkAndWithoutAReturnUrl() throws Exception {
    HttpResponse<String> answer = start(Binding.CONFIRM, session(Session.Kind.LOGIN, "alice"));

    assertThat(answer.body()).contains("0;url=https://provider.example/authorize?");
    assertThat(answer.headers().firstValue("set-cookie").orElse("")).startsWith("tb-");
    assertThat(started).isOne();
  }

  @Test
  void whatHasToBeConfirmedNeedsAReturnUrlHereToo() throws Exception {
    HttpResponse<String> answer = start(Binding.CONFIRM, session(Session.Kind.LINK, "alice"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("return_url_required");
    assertThat(started).isZero();
  }

  @Test
  void whatNeedsALoginLeadsToItAndBackToALink() throws Exception {
    HttpResponse<String> answer = start(Binding.LOGIN, session(Session.Kind.LINK, "alice"));

    assertThat(answer.body()).contains("0;url=http://127.0.0.1:1/login?back=/connect/");
    assertThat(started).isZero();
  }

  @Test
  void anotherPersonIsRefused() throws Exception {
    HttpResponse<String> answer = start(Binding.LOGIN, session(Session.Kind.LOGIN, "bob"));

    assertThat(answer.body()).isEqualTo("other_person");
    assertThat(started).isZero();
  }

  private long started;

  private HttpResponse<String> start(Binding binding, Session session) throws Exception {
    ConnectorDefined connector = TestGateway.connector("crm", 1).setBinding(binding).build();
    try (FlowServer server =
        new FlowServer(
            folder,
            Optional.of(session),
            "/start",
            parts -> {
              FlowStart start = new FlowRoutes(parts).start();
              return rc -> start.start(rc, connector, FOR_ALICE);
            })) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.url("/start"))
                      .timeout(Duration.ofSeconds(20))
                      .POST(HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      started = server.events.stream().filter(AuthorizationStarted.class::isInstance).count();
      return answer;
    }
  }

  private static Session session(Session.Kind kind, String user) {
    return new Session(
        kind,
        "acme",
        user,
        Optional.empty(),
        Session.SharedGrants.HIDDEN,
        List.of("default"),
        Optional.empty(),
        FlowServer.NOW,
        FlowServer.NOW.plusSeconds(60));
  }
}
