// SPDX-License-Identifier: Apache-2.0
package io.tokenbroker.broker.topology;

import static io.tokenbroker.broker.topology.TopologyBench.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenbroker.broker.lifecycle.Hashes;
import io.tokenbroker.broker.provider.message.CallParameters;
import io.tokenbroker.event.AuditRecord;
import io.tokenbroker.event.AuthorizationAwaitingConfirmation;
import io.tokenbroker.event.AuthorizationFailed;
import io.tokenbroker.event.AuthorizationSucceeded;
import io.tokenbroker.event.CallFailed;
import io.tokenbroker.event.CallStarted;
import io.tokenbroker.event.CommandRejected;
import io.tokenbroker.event.ConfirmAuthorization;
import io.tokenbroker.event.DescribeGrant;
import io.tokenbroker.event.ErrorClass;
import io.tokenbroker.event.GrantDescribed;
import io.tokenbroker.event.ProviderCall;
import io.tokenbroker.event.ProviderRequest;
import io.tokenbroker.event.ReauthorizationRequired;
import io.tokenbroker.event.RefreshToken;
import io.tokenbroker.event.RevokeToken;
import io.tokenbroker.event.TokenRefreshed;
import io.tokenbroker.event.TokenRevoked;
import io.tokenbroker.key.TokenKey;
import io.tokenbroker.key.TokenVersion;
import io.tokenbroker.secrets.KeysetName;
import io.tokenbroker.secrets.SealedField;
import io.tokenbroker.secrets.Secret;
import io.tokenbroker.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a token through the topology. */
class TokenBrokerTopologyTest {
  private static final Set<String> CLOUD_EVENT_HEADERS =
      Set.of(
          "ce_specversion",
          "ce_id",
          "ce_type",
          "ce_source",
          "ce_subject",
          "ce_time",
          "content-type");

  /** And what the calls of an authorization or a command are found by. */
  private static final Set<String> ALL_HEADERS =
      Stream.concat(CLOUD_EVENT_HEADERS.stream(), Stream.of("ce_correlationid"))
          .collect(Collectors.toUnmodifiableSet());

  private final TopologyBench bench;

  TokenBrokerTopologyTest(@TempDir Path folder) {
    bench = new TopologyBench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aCodeBecomesAProviderRequestThatOnlyTheBrokerCanOpen() {
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");

    ProviderRequest request = bench.request();
    assertThat(request.getCall()).isEqualTo(ProviderCall.EXCHANGE);
    assertThat(request.getConnectorRevision()).isEqualTo(7);
    CallParameters parameters = bench.opened(KEY, request);
    assertThat(parameters.getCode()).contains("code-of-a");
    assertThat(parameters.getCodeVerifier()).contains("verifier-of-a");
    assertThat(parameters.getRedirectUri()).contains("https://gateway.example/oauth/callback");
    assertThat(text(request.getSealedParameters())).doesNotContain("code-of", "verifier");
  }

  @Test
  void aResultBecomesATokenForTheRunnersAnOutcomeAndAnAuditRecord() {
    bench.authorized(KEY, "a");

    TokenRefreshed token = bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class).get(0);
    TokenVersion version = new TokenVersion(token.getGeneration(), token.getSequence());
    assertThat(
            bench
                .keysets()
                .opener(KeysetName.EXECUTORS)
                .openSecret(
                    token.getSealedAccessToken(), SealedField.publishedAccessToken(KEY, version)))
        .isEqualTo(Secret.of("at-1"));
    assertThat(token.getExpiresAt()).isEqualTo(bench.now().plus(TopologyBench.LIFETIME));

    TopologyBench.Written reply = bench.read(Topic.REPLIES).get(0);
    assertThat(reply.key()).isEqualTo("a");
    AuthorizationSucceeded outcome =
        (AuthorizationSucceeded) bench.decode(reply.value().orElseThrow());
    assertThat(outcome.getTokenKey()).isEqualTo(KEY.toString());
    assertThat(outcome.getGeneration()).isEqualTo(version.generation());

    assertThat(bench.events(Topic.AUDIT, AuditRecord.class))
        .extracting(AuditRecord::getAction)
        .containsExactly("authorization_started", "exchange_started", "token_issued");
  }

  @Test
  void whenItsTimeHasComeARefreshIsRequested() {
    bench.authorized(KEY, "a");
    bench.passes(Duration.ofMinutes(48));
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).isEmpty();

    bench.passes(Duration.ofMinutes(2));
    ProviderRequest refresh = bench.request();
    assertThat(refresh.getCall()).isEqualTo(ProviderCall.REFRESH);
    assertThat(bench.opened(KEY, refresh).getRefreshToken()).contains("rt-1");

    bench.succeeds(KEY, refresh, "at-2", "rt-2");
    assertThat(bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class))
        .extracting(TokenRefreshed::getSequence)
        .containsExactly(1L, 2L);
  }

  @Test
  void aRunnersRequestBecomesOneRefresh() {
    bench.authorized(KEY, "a");
    TokenRefreshed token = bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class).get(0);
    bench.passes(Duration.ofMinutes(1));
    for (int i = 0; i < 20; i++) {
      bench.sends(
          Topic.REFRESH_REQUESTS,
          KEY,
          new RefreshToken(
              token.getGeneration(),
              token.getSequence(),
              "rejected_by_resource",
              "runner-" + i,
              bench.now(),
              null));
    }

    assertThat(bench.request().getCall()).isEqualTo(ProviderCall.REFRESH);
  }

  @Test
  void aClaimMeansNothingToTheTopology() {
    bench.authorized(KEY, "a");
    bench.passes(Duration.ofMinutes(55));
    ProviderRequest refresh = bench.request();
    bench.read(Topic.AUDIT);
    byte[] before = bench.tokens().get(KEY.toString());

    bench.sends(
        Topic.PROVIDER_RESULTS,
        KEY,
        new CallStarted(
            refresh.getAttemptId(), "owner-1", bench.now(), bench.now().plusSeconds(15)));

    assertThat(bench.tokens().get(KEY.toString())).isEqualTo(before);
    assertThat(bench.read(Topic.AUDIT)).isEmpty();
    assertThat(bench.read(Topic.DEAD_LETTERS)).isEmpty();
  }

  @Test
  void anErrorClassOfANewerCallerIsWaitedOut() {
    bench.authorized(KEY, "a");
    bench.passes(Duration.ofMinutes(55));
    ProviderRequest refresh = bench.request();
    bench.read(Topic.TOKEN_EVENTS);

    bench.sends(Topic.PROVIDER_RESULTS, KEY, failed(refresh, ErrorClass.UNKNOWN));
    assertThat(bench.read(Topic.TOKEN_EVENTS)).isEmpty();

    bench.passes(Duration.ofMinutes(1));
    assertThat(bench.request().getCall()).isEqualTo(ProviderCall.REFRESH);
  }

  @Test
  void aRefusedRefreshTokenIsToldToTheRunnersWithTheTokenThatIsStillValid() {
    bench.authorized(KEY, "a");
    bench.passes(Duration.ofMinutes(55));
    bench.sends(Topic.PROVIDER_RESULTS, KEY, failed(bench.request(), ErrorClass.REAUTHORIZE));

    ReauthorizationRequired event =
        bench.events(Topic.TOKEN_EVENTS, ReauthorizationRequired.class).get(0);
    TokenVersion version = new TokenVersion(event.getGeneration(), event.getSequence());
    assertThat(
            bench
                .keysets()
                .opener(KeysetName.EXECUTORS)
                .openSecret(
                    event.getSealedAccessToken().orElseThrow(),
                    SealedField.publishedAccessToken(KEY, version)))
        .isEqualTo(Secret.of("at-1"));
  }

  @Test
  void aRevokedGrantEndsWithATombstoneAndNoState() {
    bench.authorized(KEY, "a");
    bench.sends(
        Topic.TOKEN_COMMANDS, KEY, new RevokeToken("c-1", "user", false, "ops", bench.now()));
    assertThat(bench.events(Topic.TOKEN_EVENTS, TokenRevoked.class)).hasSize(1);
    ProviderRequest revocation = bench.request();
    assertThat(bench.opened(KEY, revocation).getToken()).contains("rt-1");
    bench.succeeds(KEY, revocation, "unused", "unused");

    bench.passes(Duration.ofHours(25));

    List<TopologyBench.Written> events = bench.read(Topic.TOKEN_EVENTS);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).value()).isEmpty();
    assertThat(events.get(0).key()).isEqualTo(KEY.toString());
    assertThat(bench.tokens().get(KEY.toString())).isNull();
  }

  @Test
  void aDescriptionIsAnsweredUnderTheCommandsCorrelationId() {
    bench.authorized(KEY, "a");
    bench.read(Topic.REPLIES);
    bench.sends(Topic.TOKEN_COMMANDS, KEY, new DescribeGrant("c-7", "ops", bench.now()));

    TopologyBench.Written reply = bench.read(Topic.REPLIES).get(0);
    assertThat(reply.key()).isEqualTo("c-7");
    GrantDescribed described = (GrantDescribed) bench.decode(reply.value().orElseThrow());
    assertThat(described.getState()).isEqualTo("active");
    assertThat(described.getTokenKey()).isEqualTo(KEY.toString());
  }

  @Test
  void tokensAreHeldBackUntilTheCommandBringsTheCode() {
    String hash = Hashes.sha256("code-of-browser");
    bench.starts(KEY, "a");
    bench.comesBackToConfirm(KEY, "a", hash);
    bench.succeeds(KEY, bench.request(), "at-1", "rt-1");

    TopologyBench.Written reply = bench.read(Topic.REPLIES).get(0);
    assertThat(reply.key()).isEqualTo("a");
    AuthorizationAwaitingConfirmation awaiting =
        (AuthorizationAwaitingConfirmation) bench.decode(reply.value().orElseThrow());
    assertThat(awaiting.getConfirmationCodeHash()).isEqualTo(hash);
    assertThat(awaiting.getConfirmBy()).isEqualTo(bench.now().plus(Duration.ofMinutes(10)));
    assertThat(bench.read(Topic.TOKEN_EVENTS)).isEmpty();

    bench.sends(Topic.TOKEN_COMMANDS, KEY, confirmation("a", "code-of-browser"));

    assertThat(bench.events(Topic.TOKEN_EVENTS, TokenRefreshed.class)).hasSize(1);
    List<TopologyBench.Written> replies = bench.read(Topic.REPLIES);
    assertThat(replies).extracting(TopologyBench.Written::key).containsExactly("a", "c-8");
    assertThat(replies)
        .extracting(written -> bench.decode(written.value().orElseThrow()).getClass())
        .isEqualTo(List.of(AuthorizationSucceeded.class, GrantDescribed.class));
  }

  @Test
  void aConfirmationOfNothingIsAnsweredUnderTheCommandsCorrelationId() {
    bench.sends(Topic.TOKEN_COMMANDS, KEY, confirmation("a", "code-of-browser"));

    CommandRejected reply = bench.events(Topic.REPLIES, CommandRejected.class).get(0);
    assertThat(reply.getCorrelationId()).isEqualTo("c-8");
    assertThat(reply.getReason()).isEqualTo("unknown_authorization");
  }

  private ConfirmAuthorization confirmation(String id, String code) {
    return new ConfirmAuthorization(
        "c-8",
        id,
        bench
            .keysets()
            .brokerInboxSealer()
            .seal(Secret.of(code), SealedField.confirmationCode(KEY, id)),
        "ops",
        bench.now());
  }

  @Test
  void aDuplicateCallbackIsAnsweredWithTheSameOutcome() {
    bench.authorized(KEY, "a");
    bench.comesBack(KEY, "a");

    assertThat(bench.events(Topic.REPLIES, AuthorizationSucceeded.class))
        .hasSize(2)
        .allMatch(outcome -> outcome.getAuthorizationId().equals("a"));
    assertThat(bench.read(Topic.PROVIDER_REQUESTS)).isEmpty();
  }

  @Test
  void anAbandonedAuthorizationIsAnswered() {
    bench.starts(KEY, "a");
    bench.passes(Duration.ofMinutes(10));

    assertThat(bench.events(Topic.REPLIES, AuthorizationFailed.class))
        .extracting(AuthorizationFailed::getReason)
        .containsExactly("expired");
  }

  @Test
  void oneTickDoesABoundedAmountOfWorkAndTheNextGoesOn() {
    for (int i = 0; i < 1100; i++) {
      TokenKey key = TokenKey.personal("acme", "github", "user-" + i);
      bench.starts(key, "a-" + i);
    }

    bench.passes(Duration.ofMinutes(10));
    assertThat(bench.events(Topic.REPLIES, AuthorizationFailed.class)).hasSize(1000);
    bench.passes(Duration.ofMillis(100));
    assertThat(bench.events(Topic.REPLIES, AuthorizationFailed.class)).hasSize(100);
    bench.passes(Duration.ofMillis(100));
    assertThat(bench.read(Topic.REPLIES)).isEmpty();
  }

  @Test
  void everyOutputHasCloudEventsHeadersAndNoneHoldsASecret() {
    bench.starts(KEY, "a");
    bench.comesBack(KEY, "a");
    List<TopologyBench.Written> requests = bench.read(Topic.PROVIDER_REQUESTS);
    ProviderRequest exchange =
        (ProviderRequest) bench.decode(requests.get(0).value().orElseThrow());
    bench.succeeds(KEY, exchange, "at-1", "rt-1");
    bench.sends(
        Topic.TOKEN_COMMANDS, KEY, new RevokeToken("c-1", "user", false, "ops", bench.now()));
    bench.sends(Topic.TOKEN_COMMANDS, KEY, new DescribeGrant("c-2", "ops", bench.now()));
    bench.starts(KEY, "b");
    bench.passes(Duration.ofMinutes(11));

    List<TopologyBench.Written> written =
        Stream.concat(
                requests.stream(),
                Stream.of(Topic.PROVIDER_REQUESTS, Topic.TOKEN_EVENTS, Topic.REPLIES, Topic.AUDIT)
                    .flatMap(topic -> bench.read(topic).stream()))
            .toList();
    assertThat(written).hasSizeGreaterThan(8);
    assertThat(written)
        .allSatisfy(
            record -> {
              assertThat(record.headers()).containsKeys(CLOUD_EVENT_HEADERS.toArray(String[]::new));
              assertThat(record.headers().keySet()).isSubsetOf(ALL_HEADERS);
              assertThat(record.headers()).containsEntry("ce_subject", record.key());
              assertThat(text(ByteBuffer.wrap(record.value().orElseThrow())))
                  .doesNotContain("at-1", "rt-1", "code-of-", "verifier-of-");
            });
    assertThat(written).extracting(record -> record.headers().get("ce_id")).doesNotHaveDuplicates();
  }

  private static CallFailed failed(ProviderRequest request, ErrorClass errorClass) {
    return new CallFailed(
        request.getAttemptId(),
        "owner-1",
        request.getCreatedAt(),
        request.getCreatedAt(),
        errorClass,
        "some_error",
        null,
        400,
        null);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }
}
