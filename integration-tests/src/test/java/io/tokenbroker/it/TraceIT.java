// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tokenbroker.demoprovider.DemoProviderSettings;
import io.tokenbroker.executor.AccessToken;
import io.tokenbroker.it.browser.Browser;
import io.tokenbroker.it.hunt.Place;
import io.tokenbroker.it.hunt.SecretHunt;
import io.tokenbroker.it.system.DemoSystem;
import io.tokenbroker.it.trace.Collector;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.process.telemetry.Tracing;
import io.tokenbroker.process.telemetry.TracingSettings;
import io.tokenbroker.secrets.SecretAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * One story, from the application's request to the token at the runner, as a collector of traces
 * and the log tell of it.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class TraceIT {
  private static final Duration WAIT = Duration.ofMinutes(3);
  private static final String TENANT = DemoSystem.TENANT;
  private static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String BROWSERS_TRACE = "1bf7651916cd43dd8448eb211c80319d";
  private static final String STRANGERS_TRACE = "2cf7651916cd43dd8448eb211c80319e";
  private static final Pattern STATE =
      Pattern.compile("[?&]state=([A-Za-z0-9_-]+)[.]([A-Za-z0-9_-]+)");

  private final Collector collector = Collector.start();
  private final Map<String, Tracing> tracings = new HashMap<>();
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.tokenbroker");
  private final ListAppender<ILoggingEvent> lines =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
          // A line looks its context up when it is asked, which is on another thread here.
          line.prepareForDeferredProcessing();
          super.append(line);
        }
      };
  private final HttpClient http = HttpClient.newHttpClient();
  private DemoSystem demo;
  private URI callback;
  private String authorizationId;

  @BeforeAll
  void tellTheStory(@TempDir Path folder) throws Exception {
    lines.start();
    ours.addAppender(lines);
    ours.setLevel(Level.DEBUG);
    for (String part : List.of("gateway", "broker", "runner")) {
      tracings.put(
          part, Tracing.start(new TracingSettings(Optional.of(collector.url()), 1.0), part));
    }
    demo =
        DemoSystem.startTraced(
            folder,
            DemoProviderSettings.defaults()
                .withAccessTokenLifetime(Duration.ofSeconds(6))
                .withRecordSecrets(true),
            part -> Optional.ofNullable(tracings.get(part)).orElseThrow().openTelemetry());
    demo.system().startBroker("one");
    TokenKey key = TokenKey.personal(TENANT, "demo", "u-1-whose-name-is-nobodys-business");
    callback = demo.callBack(new Browser(), key);
    Matcher state = STATE.matcher(callback.toString());
    assertThat(state.find()).isTrue();
    authorizationId = state.group(1);
    AccessToken first =
        await("a token")
            .atMost(WAIT)
            .until(() -> demo.system().tokens(TENANT).get(key), Optional::isPresent)
            .orElseThrow();
    demo.awaitNewer(first);
    startAsCaller(Optional.of(apiKey()), CALLERS_TRACE);
    startAsCaller(Optional.empty(), STRANGERS_TRACE);
    openLinkWithATraceOfOnesOwn(key);
    await("the spans of both tokens and of the requests")
        .atMost(WAIT)
        .untilAsserted(
            () ->
                assertThat(collector.spans().stream().map(Collector.Told::name).toList())
                    .contains(
                        "POST /v1/connectors/:connector/authorizations", "GET /connect/:ticket")
                    .filteredOn("process token-events"::equals)
                    .hasSizeGreaterThan(1));
    tracings.values().forEach(Tracing::close);
  }

  @AfterAll
  void stop() {
    ours.setLevel(null);
    ours.detachAppender(lines);
    demo.close();
    tracings.values().forEach(Tracing::close);
    collector.close();
  }

  @Test
  void oneTraceLeadsFromTheCallbackToTheRunner() {
    Collector.Told callbackSpan = callbackSpan();
    Collector.Told applied =
        named("process token-events").stream()
            .filter(span -> span.traceId().equals(callbackSpan.traceId()))
            .findFirst()
            .orElseThrow();

    assertThat(callbackSpan.parentId()).isEmpty();
    assertThat(wayOf(applied))
        .containsExactly(
            "gateway: " + callbackSpan.name(),
            "gateway: send authorizations",
            "broker: process authorizations",
            "broker: send provider-requests",
            "broker: provider exchange",
            "broker: send provider-results",
            "broker: process provider-results",
            "broker: send token-events",
            "runner: process token-events");
    assertThat(named("claim"))
        .anySatisfy(
            claim ->
                assertThat(wayOf(claim).subList(3, 5))
                    .containsExactly("broker: send provider-requests", "broker: claim"));
    assertThat(callbackSpan.attribute("tokenbroker.correlation_id")).isEqualTo(authorizationId);
    assertThat(callbackSpan.attribute("http.response.status_code")).isEqualTo("303");
  }

  @Test
  void theButtonOfTheConnectLinkBeginsATraceThatTheSameIdFinds() {
    Collector.Told press = named("POST /connect/:ticket").get(0);

    assertThat(press.parentId()).isEmpty();
    assertThat(press.attribute("tokenbroker.correlation_id")).isEqualTo(authorizationId);
    assertThat(collector.spans())
        .filteredOn(span -> span.traceId().equals(press.traceId()))
        .extracting(Collector.Told::name)
        .contains("send authorizations", "process authorizations");
  }

  @Test
  void aRefreshWhoseTimeHasComeIsATraceOfItsOwn() {
    Collector.Told refresh = named("provider refresh").get(0);

    assertThat(wayOf(refresh))
        .containsExactly(
            "broker: due", "broker: send provider-requests", "broker: provider refresh");
    assertThat(collector.spans())
        .filteredOn(span -> span.traceId().equals(refresh.traceId()))
        .extracting(Collector.Told::name)
        .contains("process token-events");
  }

  @Test
  void onlyACallerWhoIsLetInGoesOnWithATrace() {
    assertThat(named("POST /v1/connectors/:connector/authorizations"))
        .anySatisfy(span -> assertThat(span.traceId()).isEqualTo(CALLERS_TRACE))
        .noneSatisfy(span -> assertThat(span.traceId()).isEqualTo(STRANGERS_TRACE));
    assertThat(named("GET /connect/:ticket"))
        .isNotEmpty()
        .noneSatisfy(span -> assertThat(span.traceId()).isEqualTo(BROWSERS_TRACE));
  }

  @Test
  void noSpanTellsASecretOrWhoThePersonIs() throws IOException {
    SecretHunt hunt = new SecretHunt();
    Matcher state = STATE.matcher(callback.toString());
    assertThat(state.find()).isTrue();
    hunt.add("state", state.group(2).getBytes(UTF_8));
    hunt.add("client secret", demo.clientSecret().getBytes(UTF_8));
    hunt.add("user", "u-1-whose-name-is-nobodys-business".getBytes(UTF_8));
    hunt.add("API key", apiKey().getBytes(UTF_8));
    demo.provider().issuedSecrets().forEach(it -> hunt.add("issued", it.getBytes(UTF_8)));
    demo.provider().receivedVerifiers().forEach(it -> hunt.add("verifier", it.getBytes(UTF_8)));

    collector.bodies().forEach(body -> hunt.search(Place.TRACES, "traces", body));

    assertThat(collector.bodies()).isNotEmpty();
    assertThat(hunt.findings()).isEmpty();
    hunt.search(Place.TRACES, "planted", apiKey().getBytes(UTF_8));
    assertThat(hunt.findings()).hasSize(1);
  }

  @Test
  void theLogsOfBothSidesHaveTheAuthorizationsIdAndItsTrace() {
    Collector.Told callbackSpan = callbackSpan();
    List<ILoggingEvent> ofTheAuthorization =
        List.copyOf(lines.list).stream()
            .filter(line -> authorizationId.equals(line.getMDCPropertyMap().get("correlation_id")))
            .toList();

    assertThat(ofTheAuthorization)
        .extracting(ILoggingEvent::getLoggerName)
        .contains(
            "io.tokenbroker.gateway.event.EventAppender",
            "io.tokenbroker.broker.topology.LifecycleProcessor",
            "io.tokenbroker.broker.provider.ProviderCaller");
    assertThat(ofTheAuthorization)
        .filteredOn(line -> line.getMessage().equals("a provider was called"))
        .extracting(line -> line.getMDCPropertyMap().get("trace_id"))
        .containsExactly(callbackSpan.traceId());
  }

  /** At the connector's own callback, or at the one of all where the provider says who it is. */
  private Collector.Told callbackSpan() {
    List<Collector.Told> spans =
        collector.spans().stream()
            .filter(span -> span.name().startsWith("GET /oauth/callback"))
            .toList();
    assertThat(spans)
        .as("of %s", collector.spans().stream().map(Collector.Told::name).distinct().toList())
        .hasSize(1);
    return spans.get(0);
  }

  private List<Collector.Told> named(String name) {
    return collector.spans().stream().filter(span -> span.name().equals(name)).toList();
  }

  /** What led to a span, the beginning of its trace first. */
  private List<String> wayOf(Collector.Told span) {
    List<String> way = new ArrayList<>();
    Optional<Collector.Told> next = Optional.of(span);
    while (next.isPresent()) {
      Collector.Told told = next.get();
      assertThat(told.traceId()).isEqualTo(span.traceId());
      way.add(0, told.service() + ": " + told.name());
      next = collector.span(told.parentId());
    }
    return way;
  }

  private String apiKey() {
    return Optional.ofNullable(demo.system().apiKeys().get(TENANT))
        .orElseThrow()
        .reveal(SecretAccess.get());
  }

  private void startAsCaller(Optional<String> key, String trace) throws Exception {
    HttpRequest.Builder request =
        to(demo.system().gatewayUrl().resolve("/v1/connectors/demo/authorizations"), trace)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"u-2\"}"));
    key.ifPresent(it -> request.header("X-Api-Key", it));
    int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    assertThat(status).isEqualTo(key.isPresent() ? 201 : 401);
  }

  private void openLinkWithATraceOfOnesOwn(TokenKey key) throws Exception {
    URI link = demo.system().api(TENANT).start(key, Optional.empty()).connectUrl();
    int status =
        http.send(to(link, BROWSERS_TRACE).GET().build(), HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(200);
  }

  private static HttpRequest.Builder to(URI url, String trace) {
    return HttpRequest.newBuilder(url)
        .timeout(Duration.ofSeconds(20))
        .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01");
  }
}
